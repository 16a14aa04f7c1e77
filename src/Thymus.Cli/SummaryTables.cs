using System.Globalization;
using Spectre.Console;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Cli;

/// <summary>The tables that a run prints: endpoints by arm, contrasts, published beside simulated.</summary>
internal static class SummaryTables
{
    public static void Print(Screen screen, TrialSummary summary, RunStatus status)
    {
        screen.Output.WriteLine(FormattableString.Invariant($"{summary.Title}  ({summary.Assignment}, seed {summary.Seed})"));
        if (status == RunStatus.Interrupted) screen.Output.WriteLine("INTERRUPTED: only the patients that had finished are counted; arms are run one after another and are not comparable.");
        screen.Print(Endpoints(summary));
        if (summary.Contrasts.Length > 0) screen.Print(Contrasts(summary));
        if (summary.Published.Length > 0) screen.Print(Published(summary));
        var screening = summary.Screening;
        if (screening.Drawn > screening.Accepted)
            screen.Output.WriteLine(FormattableString.Invariant($"Screening: {screening.Drawn:N0} candidates, {screening.Accepted:N0} enrolled; ")
                + string.Join("; ", screening.Rejections.Select(r => FormattableString.Invariant($"{r.Patients:N0} {r.Reason}"))) + ".");
        foreach (var arm in summary.Arms.Where(a => a.Failed > 0))
            screen.Output.WriteLine(FormattableString.Invariant($"{arm.Id}: {arm.Failed} of {arm.Patients} patients failed to integrate and are left out of the estimates; ADSL says why."));
        screen.Output.WriteLine("Research and trial design only, never for the care of a patient.");
    }

    private static Table Endpoints(TrialSummary summary)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("endpoint");
        foreach (var arm in summary.Arms) table.AddColumn(new TableColumn(Markup.Escape($"{arm.Id} (n = {arm.Patients - arm.Failed})")).RightAligned());
        // The report holds every estimate; the terminal those that a trialist asks for first.
        foreach (var endpoint in summary.Arms[0].Endpoints.Where(e => !IsDetail(e.Id)))
        {
            var cells = summary.Arms.Select(a => a.Endpoints.FirstOrDefault(e => e.Id == endpoint.Id) is { } e ? Interval(e.Id, e.Estimate, e.Lower, e.Upper, Digits(e.Unit)) : "");
            table.AddRow([Markup.Escape($"{ShortName(endpoint.Id)}{(endpoint.Unit.Length > 0 ? $", {endpoint.Unit}" : "")}"), .. cells]);
        }
        return table;
    }

    private static Table Contrasts(TrialSummary summary)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("contrast").AddColumn("arm").AddColumn("reference")
            .AddColumn(new TableColumn("estimate (95 %)").RightAligned()).AddColumn(new TableColumn("p").RightAligned());
        foreach (var c in summary.Contrasts.Where(c => !c.Id.Contains('.', StringComparison.Ordinal) || c.Id.Contains(".hr", StringComparison.Ordinal) || c.Id.EndsWith(".ratio", StringComparison.Ordinal)))
            table.AddRow(Markup.Escape(ShortName(c.Id)), Markup.Escape(c.Arm), Markup.Escape(c.Reference), Interval(c.Id, c.Estimate, c.Lower, c.Upper, 2), P(c.PValue));
        return table;
    }

    private static Table Published(TrialSummary summary)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("published").AddColumn("endpoint").AddColumn("arm")
            .AddColumn(new TableColumn("published (95 %)").RightAligned()).AddColumn(new TableColumn("simulated ± MC error").RightAligned())
            .AddColumn(new TableColumn("prediction interval").RightAligned()).AddColumn("role").AddColumn("");
        foreach (var p in summary.Published)
        {
            var digits = p.Unit == "ratio" ? 2 : 1;
            table.AddRow(Markup.Escape(p.EvidenceId), Markup.Escape(ShortName(p.Endpoint)), Markup.Escape(p.Arm), Interval(p.Endpoint, p.Published, p.PublishedLower, p.PublishedUpper, digits),
                $"{Number(p.Simulated, digits)} ± {Number(p.MonteCarloError, digits)}", $"{Number(p.PredictionLower, digits)} to {Number(p.PredictionUpper, digits)}",
                p.Role, p.Agrees is { } agrees ? agrees ? "inside" : "MISS" : "no interval");
        }
        return table;
    }

    private static bool IsDetail(string id) =>
        id is "PR" or "SD" or "PD" or "NE" or "ORR.unconfirmed" || id.Contains(".rmst", StringComparison.Ordinal) || id.EndsWith(".events", StringComparison.Ordinal)
        || id.StartsWith("PD.", StringComparison.Ordinal) || id.StartsWith("DOR.rate", StringComparison.Ordinal);

    /// <summary><c>OS.rate@365.25</c> → "OS at 12 months", <c>OS.hr</c> → "OS hazard ratio".</summary>
    internal static string ShortName(string id)
    {
        var at = id.IndexOf('@', StringComparison.Ordinal);
        var (name, time) = at < 0 ? (id, "") : (id[..at], double.Parse(id[(at + 1)..], CultureInfo.InvariantCulture) / (365.25 / 12) is var m
            ? $"{m.ToString("0.#", CultureInfo.InvariantCulture)} months" : "");
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return (dot < 0 ? name : name[..dot], dot < 0 ? "" : name[(dot + 1)..]) switch
        {
            (var e, "rate") => $"{e} at {time}",
            (var e, "incidence") => $"{e} incidence to {time}",
            (var e, "hr") => time.Length == 0 ? $"{e} hazard ratio" : $"{e} hazard ratio to {time}",
            (var e, "rmst") => $"{e} restricted mean to {time}",
            (var e, "mean") => $"{e} geometric mean",
            (var e, "ratio") => $"{e} ratio of geometric means",
            (var e, "cv") => $"{e} coefficient of variation",
            (var e, "") => e,
            (var e, var rest) => $"{e} {rest}",
        };
    }

    private static int Digits(string unit) => unit == "ratio" ? 2 : 1;

    /// <summary>A median that half of the patients did not live to is "not reached"; any other number without value could not be estimated.</summary>
    private static string Interval(string id, double estimate, double lower, double upper, int digits) =>
        double.IsNaN(estimate) ? id.EndsWith(".median", StringComparison.Ordinal) ? "not reached" : "not estimable"
        : double.IsNaN(lower) && double.IsNaN(upper) ? Number(estimate, digits)
        : $"{Number(estimate, digits)} ({Number(lower, digits)}–{Number(upper, digits)})";

    private static string Number(double value, int digits) => double.IsNaN(value) ? "NR" : value.ToString("F" + digits, CultureInfo.InvariantCulture);

    private static string P(double? p) => p is not { } value ? "" : value < 0.0001 ? "<0.0001" : value.ToString("0.0000", CultureInfo.InvariantCulture);
}
