using Thymus.Calibration;

namespace Thymus.Reporting;

/// <summary>The report of a validation: one page that needs neither network nor any other file.</summary>
public static class ValidationReport
{
    /// <param name="version">Of Thymus.</param>
    public static string Render(ValidationResult result, ReportLanguage language, string version) => new ValidationPage(ValidationNames.Translate(result, language), language, version).Write();
}
