package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// cleanRoot is a Debian 12 in a folder with nothing in it but what every system has. Commands run in it as in a machine of
// its own, which ends with them.
type cleanRoot struct {
	t    *testing.T
	dir  string
	kept string // what stays from test to test: the bare system, and packages that were fetched
}

const person = "/home/person"

// newCleanRoot makes the folder. The bare system is fetched once a week, since Debian's lists of packages grow old.
func newCleanRoot(t *testing.T) *cleanRoot {
	t.Helper()
	if os.Getuid() != 0 {
		t.Fatal("a package is installed into a system of its own here, which only root may set up: run it as root, or with sudo")
	}
	kept, err := filepath.Abs("../tmp/roots")
	if err != nil {
		t.Fatal(err)
	}
	r := &cleanRoot{t: t, kept: kept}
	if err := os.MkdirAll(filepath.Join(kept, "archives/partial"), 0o755); err != nil {
		t.Fatal(err)
	}
	bare := filepath.Join(kept, "bookworm.tar")
	if info, err := os.Stat(bare); err != nil || time.Since(info.ModTime()) > 7*24*time.Hour {
		unfinished := filepath.Join(kept, "unfinished.tar")
		tool(t, "mmdebstrap", "--quiet", "--variant=minbase", "--mode=root", "--architectures=amd64", "--dpkgopt=force-unsafe-io",
			"--skip=cleanup/apt/lists",
			"--keyring=/usr/share/keyrings/debian-archive-keyring.gpg", "bookworm", unfinished,
			"deb http://deb.debian.org/debian bookworm main", "deb http://deb.debian.org/debian-security bookworm-security main")
		if err := os.Rename(unfinished, bare); err != nil {
			t.Fatal(err)
		}
	}
	if r.dir, err = os.MkdirTemp(filepath.Dir(kept), "root-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(r.dir) })
	tool(t, "tar", "-x", "-p", "--numeric-owner", "-f", bare, "-C", r.dir)
	// What a system with a network and one person has.
	if err := os.Chmod(r.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	tool(t, "cp", "/etc/resolv.conf", filepath.Join(r.dir, "etc/resolv.conf"))
	for file, line := range map[string]string{"passwd": "person:x:1000:1000::" + person + ":/bin/sh\n", "group": "person:x:1000:\n"} {
		f, err := os.OpenFile(filepath.Join(r.dir, "etc", file), os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = f.WriteString(line)
			_ = f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	tool(t, "install", "-d", "-m", "700", "-o", "1000", "-g", "1000", r.dir+person, r.dir+person+"/bin", r.dir+person+"/run")
	tool(t, "install", "-d", "-m", "1777", r.dir+"/tmp/.X11-unix")
	return r
}

// command runs a command in the root, as the person or as root. The mounts are seen by the command alone and go with it.
func (r *cleanRoot) command(user string, args ...string) *exec.Cmd {
	const setUp = `set -e
mount --make-rprivate /
mount --rbind /dev "$1/dev"
mount -t proc proc "$1/proc"
mount --bind "$2/archives" "$1/var/cache/apt/archives"
[ ! -d /tmp/.X11-unix ] || mount --bind /tmp/.X11-unix "$1/tmp/.X11-unix"
root=$1 user=$3
shift 3
cd /
exec chroot --userspec="$user" "$root" "$@"`
	cmd := exec.Command("unshare", append([]string{"--mount", "--pid", "--fork", "--kill-child", "sh", "-c", setUp, "sh", r.dir, r.kept, user},
		args...)...)
	home := "/root"
	if user != "root" {
		home = person
	}
	cmd.Env = []string{"HOME=" + home, "PATH=" + home + "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
		"XDG_RUNTIME_DIR=" + home + "/run", "DEBIAN_FRONTEND=noninteractive"}
	for _, name := range []string{"http_proxy", "https_proxy", "no_proxy"} {
		if v, is := os.LookupEnv(name); is {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	return cmd
}

// asPerson is a command of the person who uses the system.
func (r *cleanRoot) asPerson(args ...string) *exec.Cmd { return r.command("1000:1000", args...) }

// asRoot runs a command that must succeed, as root.
func (r *cleanRoot) asRoot(args ...string) string {
	r.t.Helper()
	out, err := r.command("root", args...).CombinedOutput()
	if err != nil {
		r.t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// lay copies a file of this machine into the person's home, and gives its path there.
func (r *cleanRoot) lay(path, name string) string {
	r.t.Helper()
	tool(r.t, "install", "-m", "755", path, r.dir+person+"/"+name)
	return person + "/" + name
}

// install installs a package as people do, with what it declares and nothing else.
func (r *cleanRoot) install(deb string) string {
	r.t.Helper()
	// Not out of the person's home: apt reads as a user of its own.
	there := "/opt/" + filepath.Base(deb)
	tool(r.t, "install", "-m", "644", deb, r.dir+there)
	defer func() { _ = os.Remove(r.dir + there) }()
	return r.asRoot("apt-get", "install", "-y", "-qq", "--no-install-recommends", there)
}

// everything is every file of the root with its mode and sum, without what the package manager notes of its own work.
func (r *cleanRoot) everything() map[string]string {
	r.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(r.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path, r.dir)
		switch name {
		case "/proc", "/dev", "/sys", "/tmp", "/home", "/var/log", "/var/cache/apt", "/var/lib/apt", "/var/cache/debconf":
			return fs.SkipDir
		case "/var/lib/dpkg/status", "/var/lib/dpkg/status-old", "/var/lib/dpkg/triggers/Lock", "/var/cache/ldconfig/aux-cache":
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		what := info.Mode().String()
		if info.Mode().IsRegular() {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			what += fmt.Sprintf(" %x", sha256.Sum256(text))
		}
		all[name] = what
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

// named are the files of the root, out of the person's home, that have a word in their name.
func (r *cleanRoot) named(word string) []string {
	var found []string
	for name := range r.everything() {
		if strings.Contains(strings.ToLower(name), word) {
			found = append(found, name)
		}
	}
	return found
}
