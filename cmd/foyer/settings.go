package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"foyer/client/bbb"
	"foyer/guestserver"
	"foyer/guestserver/account"
	"foyer/guestserver/admin"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/peer"
	"foyer/ui/applink"
)

// settings is what the command line and the environment say.
type settings struct {
	serve   bool
	demo    bool
	version bool
	// background starts the app in the tray; links are where it is told to go.
	background bool
	links      []string
	logLevel   slog.Level

	listen        string
	data          string
	publicURL     string
	bbbURL        string
	bbbSecretFile string
	bbbHash       string
	bbbServers    string
	admin         string
	meeting       string
	grace         time.Duration
	keepNames     time.Duration
	proxies       peer.Proxies
	limits        guestserver.Limits
	provider      provider

	// Secrets come by the environment or a file, since everyone on a computer can read the command lines of all.
	bbbSecret     string
	adminPassword string
}

const usage = `Foyer lets guests into online meetings.

  foyer                   opens the moderator's desktop app; if it runs already, brings it to the front
  foyer foyer://LINK      opens it at a meeting: the guest link with foyer:// in place of https://
  foyer --serve           runs the guest server
  foyer --serve --demo    runs it with a simulated BigBlueButton, to try everything on one computer

Commands for the server's own computer, while it runs or not; --data names its folder:

` + admin.Usage + `
Settings, each by flag or by environment variable; a flag goes first:

`

const usageSecrets = `
Secrets come by environment variable, or file, and never by flag: everyone on a computer can read the command lines of all.

  FOYER_BBB_SECRET          BigBlueButton's shared secret, as "bbb-conf --secret" shows it
  FOYER_OIDC_CLIENT_SECRET  the sign-in provider's secret for this server
  FOYER_ADMIN_PASSWORD      sets the administrator's password at this start
`

// Flags of one start, without an environment variable.
const (
	versionFlag    = "version"
	backgroundFlag = "background"
)

// hasVariable says whether a flag can be set by the environment.
func hasVariable(flag string) bool { return flag != versionFlag && flag != backgroundFlag }

// readSettings reads flags and environment. It returns flag.ErrHelp after it has shown the help on w.
func readSettings(args []string, w io.Writer, env func(string) (string, bool)) (*settings, error) {
	s := &settings{}
	fs := s.flags()
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			help(fs, w)
			return nil, err
		}
		return nil, fmt.Errorf("%w; foyer --help lists the settings", err)
	}
	for _, arg := range fs.Args() {
		if !strings.HasPrefix(arg, applink.Scheme+":") || s.serve {
			return nil, fmt.Errorf("%q is no setting; foyer --help lists them", arg)
		}
	}
	s.links = fs.Args()
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if err := fromEnvironment(fs, env, given); err != nil {
		return nil, err
	}
	s.bbbSecret, _ = env("FOYER_BBB_SECRET")
	s.provider.secret, _ = env("FOYER_OIDC_CLIENT_SECRET")
	s.adminPassword, _ = env("FOYER_ADMIN_PASSWORD")
	return s, s.check(given)
}

func (s *settings) flags() *flag.FlagSet {
	fs := flag.NewFlagSet("foyer", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.BoolVar(&s.serve, "serve", false, "run the guest server instead of the desktop app")
	fs.BoolVar(&s.demo, "demo", false, "with --serve: use a simulated BigBlueButton, and a new data folder unless --data names one")
	fs.BoolVar(&s.background, backgroundFlag, false, "start the desktop app in the tray, if the desktop has one")
	fs.StringVar(&s.listen, "listen", guestserver.DefaultListen, "`address` to listen on; \":8080\" serves the whole network")
	fs.StringVar(&s.data, "data", "", "`folder` of the database (default "+dataFolder(os.Getenv)+")")
	fs.StringVar(&s.publicURL, "public-url", "", "`URL` under which guests reach the server (default made from --listen)")
	fs.StringVar(&s.bbbURL, "bbb-url", "", "`URL` of the BigBlueButton server, such as https://bbb.example.org (default none: guests wait, "+
		"but cannot enter)")
	fs.StringVar(&s.bbbSecretFile, "bbb-secret-file", "", "`file` that holds BigBlueButton's shared secret (default none: FOYER_BBB_SECRET)")
	fs.StringVar(&s.bbbHash, "bbb-hash", string(bbb.SHA256), "`hash` that signs the calls to BigBlueButton: sha1, sha256, sha384, sha512, or auto to find out")
	fs.StringVar(&s.bbbServers, "bbb-servers", "", "`file` that lists several BigBlueButton servers in place of --bbb-url, one a line: URL, "+
		"shared secret, and any of tag=, weight=, hash= and draining (default none)")
	fs.StringVar(&s.admin, "admin", guestserver.DefaultAdmin, "`e-mail` address of the administrator that the first start makes")
	fs.StringVar(&s.meeting, "meeting", guestserver.DefaultMeeting, "`name` of the meeting that the first start makes")
	fs.DurationVar(&s.grace, "grace", lobby.DefaultGrace, "`time` without a sign of life after which a waiting guest is gone, such as 90s or 5m")
	fs.DurationVar(&s.keepNames, "keep-names", lobby.DefaultKeepNames, "`time` after which is forgotten who knocked and what was decided, such as 720h")
	fs.Func("trusted-proxies", "`networks` of the reverse proxies that may name their clients in X-Forwarded-For, such as "+
		"\"127.0.0.1, 10.0.0.0/8\" (default none)", func(list string) (err error) {
		s.proxies, err = peer.Parse(list)
		return err
	})
	limits(fs, &s.limits)
	s.provider.flags(fs)
	fs.TextVar(&s.logLevel, "log-level", slog.LevelInfo, "the least `level` that is logged: DEBUG, INFO, WARN or ERROR")
	fs.BoolVar(&s.version, versionFlag, false, "print the version")
	return fs
}

// envName returns the environment variable of a flag.
func envName(flag string) string {
	return "FOYER_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fromEnvironment sets the flags that are not given on the command line. Containers often have a FOYER_VERSION of their own.
func fromEnvironment(fs *flag.FlagSet, env func(string) (string, bool), given map[string]bool) (err error) {
	fs.VisitAll(func(f *flag.Flag) {
		if value, _ := env(envName(f.Name)); value != "" && !given[f.Name] && hasVariable(f.Name) && err == nil {
			if failed := fs.Set(f.Name, value); failed != nil {
				err = fmt.Errorf("%s=%q: %w", envName(f.Name), value, failed)
			}
		}
	})
	return err
}

func help(fs *flag.FlagSet, w io.Writer) {
	fmt.Fprint(w, usage)
	fs.VisitAll(func(f *flag.Flag) {
		kind, text := flag.UnquoteUsage(f)
		fmt.Fprintf(w, "  %-30s %s\n", strings.TrimRight("--"+f.Name+" "+kind, " "), text)
		if f.DefValue != "" && !strings.Contains(text, "(default ") {
			fmt.Fprintf(w, "  %-30s default %s\n", "", f.DefValue)
		}
		if hasVariable(f.Name) {
			fmt.Fprintf(w, "  %-30s %s\n", "", envName(f.Name))
		}
	})
	fmt.Fprint(w, usageSecrets)
}

// check returns what is wrong with the settings taken together. The app has no use for those of the server: given on the command line
// they are a mistake, in the environment they are meant for another program.
func (s *settings) check(given map[string]bool) error {
	if !s.serve {
		for _, name := range slices.Sorted(maps.Keys(given)) {
			if hasVariable(name) && name != "log-level" && name != "serve" {
				return fmt.Errorf("--%s needs --serve", name)
			}
		}
		return nil
	}
	switch {
	case s.background:
		return errors.New("--background is for the desktop app: leave it out, or --serve")
	case s.demo && (s.bbbURL != "" || s.bbbServers != ""):
		return errors.New("--demo brings its own BigBlueButton: leave out --bbb-url and --bbb-servers, or --demo")
	case s.bbbURL != "" && s.bbbServers != "":
		return errors.New("--bbb-servers names all servers: leave out --bbb-url")
	case s.bbbURL != "" && s.bbbSecret == "" && s.bbbSecretFile == "":
		return errors.New("--bbb-url needs BigBlueButton's shared secret: set FOYER_BBB_SECRET or --bbb-secret-file")
	case s.grace < time.Second:
		return errors.New("--grace must be at least 1s")
	case s.keepNames < 24*time.Hour:
		return errors.New("--keep-names must be at least 24h")
	}
	if err := meeting.CheckName(s.meeting); s.meeting != "" && err != nil {
		return fmt.Errorf("--meeting: %w", err)
	}
	if err := account.CheckEmail(s.admin); s.admin != "" && err != nil {
		return fmt.Errorf("--admin: %w", err)
	}
	if err := account.CheckPassword(s.adminPassword); s.adminPassword != "" && err != nil {
		return fmt.Errorf("FOYER_ADMIN_PASSWORD: %w", err)
	}
	return s.provider.check()
}

// conference returns how BigBlueButton is reached.
func (s *settings) conference() (bbb.Config, error) {
	if s.bbbURL == "" {
		return bbb.Config{}, nil
	}
	hash, err := bbb.ParseHash(s.bbbHash)
	if err != nil {
		return bbb.Config{}, fmt.Errorf("--bbb-hash: %w", err)
	}
	config := bbb.Config{URL: s.bbbURL, Secret: s.bbbSecret, Hash: hash}
	if s.bbbSecretFile != "" {
		secret, err := os.ReadFile(s.bbbSecretFile)
		if err != nil {
			return bbb.Config{}, fmt.Errorf("--bbb-secret-file cannot be read: %w", err)
		}
		config.Secret = strings.TrimSpace(string(secret))
	}
	// The server would find this out as well, but only after its first start has made an administrator whose password nobody saw.
	if _, err := bbb.New(config); err != nil {
		return bbb.Config{}, fmt.Errorf("settings of BigBlueButton: %w", err)
	}
	return config, nil
}

// dataFolder returns where a server keeps its data unless told otherwise: where systemd wants it, or where the system keeps the
// data of this user's programs.
func dataFolder(env func(string) string) string {
	if folder := env("STATE_DIRECTORY"); folder != "" {
		return folder
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		if folder, err := os.UserConfigDir(); err == nil {
			return filepath.Join(folder, "Foyer")
		}
	}
	home, _ := os.UserHomeDir() // Without one, the folder is below the current one.
	return filepath.Join(cmp.Or(env("XDG_DATA_HOME"), filepath.Join(home, ".local", "share")), "foyer")
}
