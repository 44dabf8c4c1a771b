package main

import (
	"reflect"
	"testing"
)

// A sentence that is left out would be shown as an empty window.
func TestEveryWordAboutAMissingWebViewIsOurs(t *testing.T) {
	words := reflect.ValueOf(*withoutWebview())
	for i := range words.NumField() {
		if words.Field(i).String() == "" {
			t.Errorf("%s is not said", words.Type().Field(i).Name)
		}
	}
}
