using System.Globalization;

namespace Thymus.Reporting;

/// <summary>Everything needed to make the same numbers again; times and machine stand in run.json, so that the report is the same each time.</summary>
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
