using System.Security.Cryptography;
using Thymus.Runs;
using Thymus.Tests;

namespace Thymus.Cli.Tests;

/// <summary>Neither threads nor the width of the processor's registers show in any result.</summary>
public sealed class SameBytesTests
{
    /// <summary>The melanoma trial: stiff method, burn-in, thresholds, decisions, hazards; the fixture: explicit method.</summary>
    [Theory]
    [InlineData("trials/melanoma-pembrolizumab.yaml", "6", "design.follow-up=1 year")]
    [InlineData("tests/fixtures/trials/lesions.yaml", "40", "design.follow-up=3 year")]
    public void Every_table_and_the_summary_have_the_same_bytes_at_1_and_2_threads_and_8_4_and_2_lanes(string trial, string patients, string setting)
    {
        using var scratch = new Scratch();
        (string Lanes, string Threads)[] machines = [("8", "1"), ("4", "2"), ("2", "1")];
        var seen = machines.Select(m => Hashes(m.Lanes, m.Threads)).ToList();
        Assert.Equal(["adex.parquet", "adpc.parquet", "adrs.parquet", "adsl.parquet", "adtr.parquet", "adtte.parquet", "summary.json"], seen[0].Keys);
        for (var i = 1; i < machines.Length; i++) Assert.Equal(seen[0], seen[i]);

        SortedDictionary<string, string> Hashes(string lanes, string threads)
        {
            var folder = scratch[$"{lanes}-{threads}"];
            var said = CommandLine.RunProcess(scratch.Path, new Dictionary<string, string> { ["THYMUS_LANES"] = lanes },
                "run", Repository.PathOf(trial.Split('/')), "--patients", patients, "--threads", threads, "--set", setting, "--out", folder);
            Assert.True(said.ExitCode == ExitCode.Success, said.Error);
            return new(Directory.EnumerateFiles(folder)
                .Where(f => Path.GetFileName(f) is not (RunFolder.RecordFile or RunFolder.ReportFile))
                .ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void A_width_that_no_processor_has_is_refused_in_words()
    {
        using var scratch = new Scratch();
        var said = CommandLine.RunProcess(scratch.Path, new Dictionary<string, string> { ["THYMUS_LANES"] = "7" }, "runs");
        Assert.Equal((ExitCode.Usage, "thymus: THYMUS_LANES is '7'; it may be 1, 2, 4 or 8, or absent.\n"), (said.ExitCode, said.Error));
    }
}
