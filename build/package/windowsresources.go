package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"github.com/tc-hib/winres"
	"github.com/tc-hib/winres/version"
	"golang.org/x/image/bmp"
	"golang.org/x/image/draw"
)

// wailsIcon is the number under which Wails looks for the icon of its windows.
const wailsIcon = winres.ID(3)

// windowsIconSizes are what Windows shows at 100 to 200 percent, and in large views.
var windowsIconSizes = []int{256, 128, 64, 48, 40, 32, 24, 20, 16}

// makeWindowsResources lays beside main.go what Go links into the program for Windows: the icon, the manifest and the
// version. It makes no package, and must come before the program is built.
func makeWindowsResources(r *release) ([]string, error) {
	for _, arch := range windowsArchs {
		if err := writeResources(r, winres.Arch(arch), filepath.Join(r.Root, "rsrc_windows_"+arch+".syso")); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func writeResources(r *release, arch winres.Arch, path string) error {
	icon, err := appIcon(r)
	if err != nil {
		return err
	}
	info, err := versionInfo(r)
	if err != nil {
		return err
	}
	var set winres.ResourceSet
	if err := set.SetIcon(wailsIcon, icon); err != nil {
		return err
	}
	set.SetVersionInfo(*info)
	set.SetManifest(winres.AppManifest{
		ExecutionLevel:      winres.AsInvoker,
		Compatibility:       winres.Win10AndAbove,
		DPIAwareness:        winres.DPIPerMonitorV2,
		LongPathAware:       true,
		UseCommonControlsV6: true,
	})
	return write(path, func(w io.Writer) error { return set.WriteObject(w, arch) })
}

// versionInfo is what the properties of commsdesk.exe show, and the list of what runs.
func versionInfo(r *release) (*version.Info, error) {
	content, err := os.ReadFile(filepath.Join(r.Root, "wails.json"))
	if err != nil {
		return nil, err
	}
	var wails struct {
		Info struct{ ProductName, Comments string }
	}
	if err := json.Unmarshal(content, &wails); err != nil {
		return nil, fmt.Errorf("wails.json: %w", err)
	}
	info := &version.Info{}
	info.SetFileVersion(r.Version)
	info.SetProductVersion(r.Version)
	for key, value := range map[string]string{
		version.ProductName:      wails.Info.ProductName,
		version.FileDescription:  wails.Info.ProductName, // this is how Windows names a running program
		version.Comments:         wails.Info.Comments,
		version.CompanyName:      "The Commsdesk authors",
		version.LegalCopyright:   "The Commsdesk authors, MIT licence",
		version.InternalName:     "commsdesk",
		version.OriginalFilename: "commsdesk.exe",
	} {
		if err := info.Set(version.LangDefault, key, value); err != nil {
			return nil, err
		}
	}
	return info, nil
}

func appPicture(r *release) (image.Image, error) {
	file, err := os.Open(filepath.Join(r.Root, "build", "appicon.png"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return png.Decode(file)
}

func appIcon(r *release) (*winres.Icon, error) {
	picture, err := appPicture(r)
	if err != nil {
		return nil, err
	}
	return winres.NewIconFromResizedImage(picture, windowsIconSizes)
}

// writeIcon writes the icon of setup and uninstaller.
func writeIcon(r *release, path string) error {
	icon, err := appIcon(r)
	if err != nil {
		return err
	}
	return write(path, func(w io.Writer) error { return icon.SaveICO(w) })
}

// writeBanner writes the picture at the side of the last page of setup: the icon on its own colour.
func writeBanner(r *release, path string) error {
	picture, err := appPicture(r)
	if err != nil {
		return err
	}
	banner := image.NewNRGBA(image.Rect(0, 0, 164, 314)) // as NSIS wants it
	draw.Draw(banner, banner.Bounds(), image.NewUniform(color.NRGBA{R: 0x23, G: 0x52, B: 0xcc, A: 0xff}), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(banner, image.Rect(18, 24, 146, 152), picture, picture.Bounds(), draw.Over, nil)
	return write(path, func(w io.Writer) error { return bmp.Encode(w, banner) })
}
