package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// aCertificate is one for signing programs that its maker has signed itself: the files of key and certificate.
func aCertificate(t *testing.T) (key, cert string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "The signer"},
		NotBefore: time.Now().Add(-24 * time.Hour * 365), NotAfter: time.Now().Add(24 * time.Hour * 365),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning},
		BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	text, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	key, cert = filepath.Join(dir, "key.pem"), filepath.Join(dir, "cert.pem")
	for path, block := range map[string]*pem.Block{key: {Type: "PRIVATE KEY", Bytes: text}, cert: {Type: "CERTIFICATE", Bytes: der}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return key, cert
}

// aSmallWindows is a release whose programs for Windows are small, in a folder of its own.
func aSmallWindows(t *testing.T) *release {
	t.Helper()
	r := aRelease(t)
	r.Date = time.Now().Add(-time.Hour).Truncate(time.Second)
	root := theRelease(t).Root
	for _, name := range []string{"go.mod", "go.sum", "LICENSE", "wails.json", "build/appicon.png", "build/windows"} {
		to := filepath.Join(r.Root, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		tool(t, "cp", "-r", filepath.Join(root, name), to)
	}
	for _, arch := range windowsArchs {
		program := r.program("commsdesk-windows-" + arch + ".exe")
		if err := os.MkdirAll(filepath.Dir(program), 0o755); err != nil {
			t.Fatal(err)
		}
		tool(t, "makensis", "-V2", "-DOUT="+program, "testdata/windows/runtime.nsi")
		// makensis without a time writes the time into what it makes.
		stamped(t, program)
	}
	return r
}

// stamped takes the time of its making out of a program.
func stamped(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	header := int(content[0x3c]) | int(content[0x3d])<<8
	clear(content[header+8 : header+12])
	if err := os.WriteFile(path, content, 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestTheSetupIsTheSameBytesInWhateverFolderAndHourItIsMade(t *testing.T) {
	a, b := aSmallWindows(t), aSmallWindows(t)
	a.Date = time.Unix(1_700_000_000, 0)
	b.Date = a.Date
	for _, arch := range windowsArchs {
		tool(t, "cp", a.program("commsdesk-windows-"+arch+".exe"), b.program("commsdesk-windows-"+arch+".exe"))
		tool(t, "touch", "-d", "2001-02-03", b.program("commsdesk-windows-"+arch+".exe"))
		var made [2][]byte
		for i, r := range []*release{a, b} {
			path, err := windowsSetup(r, arch, nil)
			if err != nil {
				t.Fatal(err)
			}
			if made[i], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
			time.Sleep(1100 * time.Millisecond) // a time of making would differ
		}
		if string(made[0]) != string(made[1]) {
			t.Errorf("for %s: two setups of the same program differ", arch)
		}
	}
}

func TestWithAKeyProgramSetupAndUninstallerAreSigned(t *testing.T) {
	r := aSmallWindows(t)
	key, cert := aCertificate(t)
	dir := t.TempDir()
	password, pfx := filepath.Join(dir, "password"), filepath.Join(dir, "key and certificate.pfx")
	if err := os.WriteFile(password, []byte("it's a secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, "openssl", "pkcs12", "-export", "-inkey", key, "-in", cert, "-out", pfx, "-passout", "file:"+password)
	t.Setenv("WINDOWS_SIGN_PFX", pfx)
	t.Setenv("WINDOWS_SIGN_PASSWORD_FILE", password)
	setups, err := makeWindows(r)
	if err != nil {
		t.Fatal(err)
	}

	verified := func(path string) {
		t.Helper()
		said := tool(t, "osslsigncode", "verify", "-CAfile", cert, "-in", path)
		if !strings.Contains(said, "Signature verification: ok") || !strings.Contains(said, "The signer") {
			t.Errorf("%s: %s", path, said)
		}
	}
	for _, setup := range setups {
		verified(setup)
	}
	// What is inside shows where it is installed, and that a signed setup still runs.
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	w.ends(0, setups[0], "/S")
	in, _ := installed(w)
	verified(filepath.Join(in, "commsdesk.exe"))
	verified(filepath.Join(in, "uninstall.exe"))
	w.ends(0, w.path(filepath.Join(in, "uninstall.exe")), "/S", "_?="+w.path(in))

	t.Setenv("WINDOWS_SIGN_PFX", "")
	t.Setenv("WINDOWS_SIGN_PASSWORD_FILE", "")
	t.Setenv("WINDOWS_SIGN_KEY", key)
	t.Setenv("WINDOWS_SIGN_CERTS", cert)
	s, err := windowsSigner(r)
	if err != nil {
		t.Fatal(err)
	}
	program := r.program("commsdesk-windows-amd64.exe")
	if err := s.sign(program); err != nil {
		t.Fatal(err)
	}
	verified(program)
}

func TestAKeyForWindowsThatIsHalfGivenOrNotThereIsAnError(t *testing.T) {
	r := aRelease(t)
	none := filepath.Join(t.TempDir(), "none")
	for _, given := range []map[string]string{
		{"WINDOWS_SIGN_PFX": none},
		{"WINDOWS_SIGN_KEY": none},
		{"WINDOWS_SIGN_CERTS": none},
		{"WINDOWS_SIGN_PFX": none, "WINDOWS_SIGN_KEY": none, "WINDOWS_SIGN_CERTS": none},
	} {
		for _, name := range []string{"WINDOWS_SIGN_PFX", "WINDOWS_SIGN_KEY", "WINDOWS_SIGN_CERTS", "WINDOWS_SIGN_PASSWORD_FILE"} {
			t.Setenv(name, given[name])
		}
		if s, err := windowsSigner(r); err == nil || s != nil {
			t.Errorf("%v: %v, %v", given, s, err)
		}
	}
}

func TestAnOldMakensisIsRefusedWithWords(t *testing.T) {
	for said, fits := range map[string]bool{
		"v3.08-3+deb12u1": true, "v3.08": true, "v3.09-1": true, "v3.10": true, "v4.0": true,
		"v3.07": false, "v3.06.1-1": false, "v2.51-1": false, "": false, "nonsense": false, "v3": false,
	} {
		if err := checkMakensis(said); (err == nil) != fits || err != nil && !strings.Contains(err.Error(), "3.08 or newer") {
			t.Errorf("%q: %v", said, err)
		}
	}
	if err := checkMakensis(tellMakensis()); err != nil {
		t.Error(err)
	}
}
