using System.Diagnostics;

namespace Thymus.Modeling.Tests;

/// <summary>libSBML, the reference implementation, as an oracle: Debian's package python3-sbml5. Tests that need it are skipped where it is absent.</summary>
internal static class LibSbml
{
    // Units are left to Thymus's own check: published models are seldom consistent in them.
    private const string CheckScript = """
        import sys, libsbml
        for path in open(sys.argv[1]).read().split('\n'):
            document = libsbml.readSBML(path)
            document.setConsistencyChecks(libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, False)
            document.setConsistencyChecks(libsbml.LIBSBML_CAT_MODELING_PRACTICE, False)
            document.checkConsistency()
            for i in range(document.getNumErrors()):
                error = document.getError(i)
                if error.getSeverity() >= libsbml.LIBSBML_SEV_ERROR:
                    print(path, error.getLine(), error.getErrorId(), error.getMessage().replace('\n', ' '), sep='\t')
        """;

    private const string ConvertScript = """
        import os, sys, libsbml
        for path in open(sys.argv[1]).read().split('\n'):
            for level, version in [(2, 1), (2, 2), (2, 3), (2, 4), (3, 1)]:
                document = libsbml.readSBML(path)
                if document.setLevelAndVersion(level, version, True):
                    target = os.path.join(sys.argv[2], '%s-l%dv%d.xml' % (os.path.basename(path)[:-4], level, version))
                    libsbml.writeSBML(document, target)
                    print(path, target, sep='\t')
        """;

    private static readonly Lazy<bool> Present = new(() => Run(["-c", "import libsbml"]).ExitCode == 0);

    /// <summary>The errors that libSBML finds in the files, one line each: path, line, number, message.</summary>
    public static string[] ErrorsOf(IEnumerable<string> files) => Lines(CheckScript, files);

    /// <summary>The files in every other level that can say the same, written to a folder: source and result.</summary>
    public static IEnumerable<(string Source, string Converted)> Convert(IEnumerable<string> files, string folder) =>
        Lines(ConvertScript, files, folder).Select(l => l.Split('\t')).Select(l => (l[0], l[1]));

    private static string[] Lines(string script, IEnumerable<string> files, params string[] arguments)
    {
        Assert.SkipUnless(Present.Value, "Install libSBML's Python bindings (Debian: python3-sbml5) to run this test.");
        var list = Path.GetTempFileName();
        try
        {
            File.WriteAllText(list, string.Join('\n', files));
            var (exitCode, output) = Run(["-c", script, list, .. arguments]);
            Assert.Equal(0, exitCode);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(list);
        }
    }

    private static (int ExitCode, string Output) Run(string[] arguments)
    {
        // Debian's own Python, which sees Debian's packages; another may come first in PATH.
        if (!File.Exists("/usr/bin/python3")) return (-1, "");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
