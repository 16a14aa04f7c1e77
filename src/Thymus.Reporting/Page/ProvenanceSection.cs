using System.Globalization;

namespace Thymus.Reporting;

/// <summary>Everything needed to make the same numbers again.</summary>
internal static class ProvenanceSection
{
    public static void Write(ReportPage page)
    {
        var (record, words, html) = (page.Data.Record, page.Words, page.Html);
        page.Section("provenance");
        html.Markup("<dl class=\"provenance\">");
        void Item(string key, string markup) => html.Markup($"<div><dt>{Html.Text(words[key])}</dt><dd>{markup}</dd></div>");
        string Code(string text) => $"<code>{Html.Text(text)}</code>";

        Item("provenance.run", Code(record.Id));
        if (record.Command.Length > 0) Item("provenance.command", Code(record.Command));
        Item("provenance.version", Code(record.Plan.Version));
        Item("provenance.seed", Code(record.Plan.Seed.ToString(CultureInfo.InvariantCulture)));
        Item("provenance.started", Html.Text(words.Date(record.Started)));
        Item("provenance.duration", Html.Text(words["provenance.seconds", words.Number((record.Finished - record.Started).TotalSeconds, 1)]));
        Item("provenance.machine", Html.Text(words["provenance.machine.value",
            record.Machine.System, record.Machine.Architecture, words.Count(record.Machine.Processors), words.Count(record.Machine.VectorBits), record.Machine.Runtime]));
        if (record.Plan.Settings.Length > 0)
            Item("provenance.settings", string.Join("<br>", record.Plan.Settings.Select(s => Code($"{s.Name} = {s.Value}"))));
        Item("provenance.statuses", Html.Text(string.Join(", ", record.Statuses.Select(s => $"{Names.Reason(words, s.Status)}: {words.Count(s.Patients)}"))));
        if (record.Plan.Inputs.Length > 0)
            Item("provenance.inputs", "<ul>" + string.Concat(record.Plan.Inputs.Select(i => $"<li>{Code(i.Name)}<small>SHA-256 {Code(i.Sha256)}</small></li>")) + "</ul>");
        Item("provenance.files", "<ul>" + string.Concat(record.Files.Select(f => $"<li>{Code(f.Name)}<small>SHA-256 {Code(f.Sha256)}</small></li>")) + "</ul>");
        html.Markup("</dl>");
        page.Paragraph(words["provenance.same"], "note");
    }
}
