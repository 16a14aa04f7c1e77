using System.Diagnostics;
using System.Globalization;
using System.Text;
using Thymus.Calibration;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Reporting;
using Thymus.Runs;
using Thymus.Simulation;
using Thymus.Tests;
using Thymus.Trials;

namespace Thymus.Cli.Tests;

/// <summary>
/// Wrong files by the thousand through every reader: what comes out is a model or diagnostics. No exception, no hang, no
/// memory that grows out of proportion; a stack that overflows takes the test run down, which no one overlooks.
/// </summary>
/// <remarks>
/// THYMUS_FUZZ_SECONDS says how long all readers together may take: 12 where it is not set, 60 in .ci/run, an hour by hand (docs/validation.md has the
/// figures). THYMUS_FUZZ_FIRST is the number of the first file, so that another run tries others. A failure names the file's number and keeps its text.
/// </remarks>
public sealed class ReaderFuzzTests
{
    private static readonly string[] AntimonyWords =
        [" model ", " end ", ":=", "'", "=>", "->", ";", "compartment ", "species ", "var ", "const ", "at ", "import \"x.ant\"", "function ", "piecewise(", "delay(", " has ", "unit ", "^", "//", "/*", "\"", "$", "substanceOnly "];
    private static readonly string[] SbmlWords =
        ["<listOfSpecies>", "</listOfSpecies>", "<apply>", "<ci> k </ci>", "<!DOCTYPE sbml [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>", "&b;", "<![CDATA[", "]]>", "<!--", "xmlns=\"\"", "id=\"k\"", "<piecewise>", "<cn type=\"rational\">1<sep/>0</cn>", "&#0;", "<?x?>"];
    private static readonly string[] YamlWords =
        ["- ", ": ", "\n  ", "{", "}", "[", "]", "&a ", "*a ", "<<: *a", "!!binary ", "|", ">", "? ", "---\n", "every: ", "until: ", "dose: ", "1 week", "null", "~", "\"", "'", "# "];
    private static readonly string[] CsvWords = [",", "\n", "\"", ".", ";", "ID,", "TIME,", "-1,", "NA", "\r"];

    [Theory]
    [InlineData("Antimony")]
    [InlineData("SBML")]
    [InlineData("trial")]
    [InlineData("population")]
    [InlineData("calibration")]
    [InlineData("records")]
    [InlineData("evidence")]
    [InlineData("observations")]
    public void A_wrong_file_ends_in_diagnostics(string kind)
    {
        var (mutator, read) = Reader(kind);
        var budget = TimeSpan.FromSeconds(Setting("THYMUS_FUZZ_SECONDS", 12) / 8.0);
        var first = (ulong)Setting("THYMUS_FUZZ_FIRST", 0);
        var clock = Stopwatch.StartNew();
        var (slowest, slowestFile, largest, count) = (TimeSpan.Zero, 0UL, 0L, 0UL);
        for (; clock.Elapsed < budget; count++)
        {
            var text = mutator.Make(first + count);
            var (began, bytes) = (clock.Elapsed, GC.GetAllocatedBytesForCurrentThread());
            try
            {
                read(text);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                Assert.Fail($"File {first + count} of {kind} threw {fault.GetType().Name}: {fault.Message}\nIts text is kept in {Keep(kind, first + count, text)}\n{fault.StackTrace}");
            }
            var (took, allocated) = (clock.Elapsed - began, GC.GetAllocatedBytesForCurrentThread() - bytes);
            if (took > slowest) (slowest, slowestFile) = (took, first + count);
            if (allocated > largest) largest = allocated;
            // Far above what a file of some 100 KB needs on a machine that does other things too; a reader whose work explodes passes it soon.
            if (took > TimeSpan.FromSeconds(20) || allocated > 2L << 30)
                Assert.Fail($"File {first + count} of {kind} took {took.TotalSeconds:0.0} s and {allocated >> 20} MiB; it is kept in {Keep(kind, first + count, text)}");
        }
        Assert.True(count > 0);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind}: {count} files in {clock.Elapsed.TotalSeconds:0.0} s; slowest {slowest.TotalMilliseconds:0} ms (file {slowestFile}), most memory {largest / 1048576.0:0.0} MiB"));
    }

    private static (Mutator Mutator, Action<string> Read) Reader(string kind)
    {
        var models = Repository.PathOf("models");
        string[] Texts(string folder, string pattern) => [.. Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        switch (kind)
        {
            case "Antimony":
                return (new Mutator(Texts(models, "*.ant"), AntimonyWords), text => Compile(ModelReader.ReadAntimony(text, "fuzz.ant", _ => null)));
            case "SBML":
                return (new Mutator(Texts(Repository.Fixture("sbml"), "*.xml"), SbmlWords), text =>
                {
                    using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
                    Compile(SbmlReader.Read(stream, "fuzz.xml"));
                });
            case "trial":
                return (new Mutator([.. Texts(Repository.Fixture("trials"), "*.yaml"), .. Texts(Repository.PathOf("trials"), "*.yaml")], YamlWords),
                    text => WithFile(text, ".yaml", path => TrialSpecification.Read(path)));
            case "population":
                return (new Mutator(Texts(Repository.PathOf("populations"), "*.yaml"), YamlWords), text => WithFile(text, ".yaml", path => PopulationSpecification.Read(path, new DiagnosticBag())));
            case "calibration":
                return (new Mutator(Texts(Repository.PathOf("calibration"), "*.yaml"), YamlWords),
                    text => WithFile(text, ".yaml", path => CalibrationSpecification.Read(path, new DiagnosticBag())));
            case "records":
                var definition = ModelReader.Read(Repository.PathOf("models", "examples", "first-model.ant")).Model!;
                return (new Mutator(Texts(Path.Combine(models, "examples"), "*.csv"), CsvWords), text =>
                {
                    EventDataReader.Read(new StringReader(text), "fuzz.csv", definition, new DiagnosticBag());
                    WithFile(text, ".csv", path => PopulationSpecification.Read(path, new DiagnosticBag()));
                });
            case "observations":
                var plan = new RunPlan { Trial = "T", Title = "T", Assignment = "randomised", Seed = 1, PatientsPerArm = 1, Arms = [new ArmPlan("a", "A", 1)], CovariateNames = [], Inputs = [], Settings = [] };
                return (new Mutator(["figure,arm,time,value,lower,upper\nOS,a,6,84.8,80.7,89.1\nconcentration:drug,a,21,13.5,,\n"], CsvWords), text => WithFile(text, ".csv", path => Overlay.Read(path, plan, new DiagnosticBag())));
            default:
                var evidence = File.ReadAllLines(Repository.PathOf("evidence", "evidence.csv"));
                return (new Mutator([string.Join('\n', evidence.Take(12))], CsvWords), text => WithFile(text, ".csv", path => EvidenceTable.Read(path, SourceSpan.WholeFile(path), new DiagnosticBag())));
        }
    }

    /// <summary>What was read without a fault must compile or say why not.</summary>
    private static void Compile(ReadResult read)
    {
        if (read.Model is not { } model || read.Diagnostics.HasErrors) return;
        CompiledModel.Compile(model, new CompileOptions(), new DiagnosticBag())?.Dispose();
    }

    private static void WithFile(string text, string extension, Action<string> read)
    {
        var path = Path.Combine(Path.GetTempPath(), $"thymus-fuzz-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}{extension}");
        try
        {
            File.WriteAllText(path, text);
            read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Keep(string kind, ulong number, string text)
    {
        var path = Path.Combine(Path.GetTempPath(), $"thymus-fuzz-{kind}-{number}.txt");
        File.WriteAllText(path, text);
        return path;
    }

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
