// Command portalsim runs a simulated provider's portal on a port of this machine, until Ctrl-C.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"commsdesk/backend/portalsim"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run serves until ctx is done. It returns the exit code: 2 for wrong flags, 1 when the port is not available.
func run(ctx context.Context, args []string, out, problems io.Writer) int {
	config, addr, err := read(args, problems)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	var p *portalsim.Portal
	if err == nil {
		p, err = portalsim.New(config)
	}
	if err != nil {
		fmt.Fprintf(problems, "portalsim: %v. Run with -h to see the flags.\n", err)
		return 2
	}
	server, err := p.Start(addr)
	if err != nil {
		fmt.Fprintf(problems, "portalsim: %v.\n", err)
		return 1
	}
	defer server.Close()
	var addresses, keys strings.Builder
	for _, api := range [][3]string{
		{"Service inventory", "service_inventory", server.ServiceInventory}, {"Service ordering", "service_ordering", server.ServiceOrdering},
		{"Usage", "usage", server.Usage}, {"Product catalog", "catalog", server.Catalog},
		{"Product ordering", "product_ordering", server.ProductOrdering},
		{"Product inventory", "product_inventory", server.ProductInventory}, {"Agreements", "agreement", server.Agreement},
	} {
		fmt.Fprintf(&addresses, "%-18s %s\n", api[0], api[2])
		fmt.Fprintf(&keys, "%s = %q\n", api[1], api[2])
	}
	fmt.Fprintf(out, `Simulated portal, personality %s.
%s
Paste into the configuration:

[[profile]]
name = "Simulated portal"
place = "test"
time_zone = "Australia/Sydney"
role = "deliveryTeam"
auth = "none"
[profile.api]
%s%s
Ctrl-C ends it.
`, config.Personality, &addresses, &keys, names(config.UsageKey))
	<-ctx.Done()
	return 0
}

// names returns the part of a profile that maps this portal's own names, if it has any.
func names(usageKey string) string {
	if usageKey == "serviceId" {
		return ""
	}
	return fmt.Sprintf("[profile.names]\nusage_key = %q\n", usageKey)
}

// read turns the arguments into a configuration and an address.
func read(args []string, problems io.Writer) (config portalsim.Config, addr string, err error) {
	flags := flag.NewFlagSet("portalsim", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // errors are said once, by run
	flags.StringVar(&addr, "addr", "127.0.0.1:8638", "`address` to listen on, of this machine only")
	flags.Uint64Var(&config.Seed, "seed", 1, "`number` that chooses the world")
	flags.IntVar(&config.Services, "services", 300, "services at start")
	flags.IntVar(&config.Orders, "orders", 0, "orders at start; 0: four for each service, negative: none")
	flags.IntVar(&config.Requests, "requests", 0, "subscription requests at start; 0: 412, negative: none")
	flags.BoolVar(&config.StillRequests, "still-requests", false, "customers and other staff leave the requests alone")
	flags.BoolVar(&config.LateServices, "late-services", false, "list a service, and name it in orders, only once it is active")
	flags.Float64Var(&config.Speed, "speed", 1, "how many times faster than life stages pass")
	flags.DurationVar(&config.Latency, "latency", 2*time.Second, "how long the faults slow, drip and writeslow take")
	flags.StringVar(&config.UsageKey, "usage-key", "serviceId", "`name` of the characteristic of usage that names the service")
	personality := flags.String("personality", string(portalsim.Ideal),
		"`name` of the kind of server:\n"+explained(portalsim.Personalities())+"\n")
	paging := flags.String("paging", string(portalsim.ByRows), "`name` of its paging:\n"+explained(portalsim.Pagings())+"\n")
	flags.IntVar(&config.PageRows, "page-rows", 0, "most rows of a page; 0: as many as the kind of server gives")
	flags.Func("variant", "`names` of changes of its wire, repeatable or separated by commas:\n"+explained(portalsim.Variants()),
		each(portalsim.ParseVariant, &config.Variants))
	flags.Func("fault", "`names` of what is wrong, repeatable or separated by commas:\n"+explained(portalsim.Faults()),
		each(portalsim.ParseFault, &config.Faults))
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(problems)
			flags.Usage()
		}
		return config, addr, err
	}
	if flags.NArg() > 0 {
		return config, addr, fmt.Errorf("there is no use for %q", flags.Arg(0))
	}
	if config.Paging, err = portalsim.ParsePaging(*paging); err != nil {
		return config, addr, err
	}
	config.Personality, err = portalsim.ParsePersonality(*personality)
	return config, addr, err
}

// each reads names separated by commas and adds them to those there are.
func each[T any](parse func(string) (T, error), to *[]T) func(string) error {
	return func(s string) error {
		for _, name := range strings.Split(s, ",") {
			one, err := parse(name)
			if err != nil {
				return err
			}
			*to = append(*to, one)
		}
		return nil
	}
}

// explained lists choices, each on a line with what it means.
func explained[T interface {
	~string
	About() string
}](names []T) string {
	var lines []string
	for _, n := range names {
		lines = append(lines, fmt.Sprintf("  %-14s %s", n, n.About()))
	}
	return strings.Join(lines, "\n")
}
