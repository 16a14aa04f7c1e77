using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Thymus.Runs;

/// <summary>What is settled before the first patient: everything that decides the bytes of a run's results.</summary>
public sealed record RunPlan
{
    /// <summary>STUDYID: the name of the trial, without spaces.</summary>
    public required string Trial { get; init; }
    public required string Title { get; init; }
    /// <summary>"randomised" or "twins".</summary>
    public required string Assignment { get; init; }
    public required ulong Seed { get; init; }
    /// <summary>Number of the repetition of the trial under one seed.</summary>
    public uint Replicate { get; init; }
    /// <summary>Patients in every arm that does not name a number of its own.</summary>
    public required int PatientsPerArm { get; init; }
    /// <summary>In the order of the trial file; <c>Subject.ArmIndex</c> points here.</summary>
    public required ImmutableArray<ArmPlan> Arms { get; init; }
    /// <summary>Covariates in the order of <c>Subject.Covariates</c>.</summary>
    public required ImmutableArray<string> CovariateNames { get; init; }
    /// <summary>Pharmacokinetic parameters in the order of <c>PatientOutcome.Pharmacokinetics</c>; the trial file, whose hash counts, says them.</summary>
    [JsonIgnore]
    public ImmutableArray<PharmacokineticPlan> Pharmacokinetics { get; init; } = [];
    /// <summary>Findings in the order of <c>PatientOutcome.Findings</c>; the trial file says them too.</summary>
    [JsonIgnore]
    public ImmutableArray<FindingPlan> Findings { get; init; } = [];
    /// <summary>The files that were read, each with the hash of its content.</summary>
    public ImmutableArray<RunInput> Inputs { get; init; } = [];
    /// <summary>Options that change results: method, tolerances, <c>--set name=value</c>. Never the number of threads.</summary>
    public ImmutableArray<RunSetting> Settings { get; init; } = [];
    public string Version { get; init; } = ThymusVersion;

    /// <summary>The version of this build, with the commit where the build knows it.</summary>
    public static string ThymusVersion { get; } =
        typeof(RunPlan).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>
    /// <c>trial-name-0123456789</c>: the trial's name and ten hexadecimal digits of SHA-256 over what decides the results.
    /// The same plan has the same name on every machine, so that a second identical run replaces the first with the same bytes.
    /// </summary>
    [JsonIgnore]
    public string Id => $"{Slug(Trial)}-{Fingerprint()[..10]}";

    private string Fingerprint()
    {
        var text = new StringBuilder();
        // A line break cannot stand in a name or a hash, so no two plans give one text.
        void Line(string name, string value) =>
            text.Append(name).Append('=').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        Line("version", Version);
        Line("trial", Trial);
        Line("assignment", Assignment);
        Line("seed", Seed.ToString(CultureInfo.InvariantCulture));
        Line("replicate", Replicate.ToString(CultureInfo.InvariantCulture));
        foreach (var arm in Arms) Line($"arm {arm.Id}", (arm.Patients ?? PatientsPerArm).ToString(CultureInfo.InvariantCulture));
        foreach (var input in Inputs) Line($"input {input.Role}", input.Sha256);
        foreach (var setting in Settings) Line($"setting {setting.Name}", setting.Value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Lower-case letters, digits and hyphens: safe as a folder's name on every system.</summary>
    private static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        var text = slug.ToString().Trim('-');
        return text.Length == 0 ? "trial" : text;
    }
}

/// <param name="Day">When it is taken, in days since randomisation.</param>
public sealed record PharmacokineticPlan(string Id, string Label, string Unit, double Day);

/// <param name="Day">When it is looked at, in days since randomisation, unless the patient leaves before.</param>
/// <param name="Counts">True where a patient has several things, or none, that are counted.</param>
public sealed record FindingPlan(string Id, string Label, double Day, bool Counts = false);

/// <param name="Id">ARMCD, as in the trial file.</param>
/// <param name="Label">ARM and TRT01P, as people read it.</param>
/// <param name="Patients">Null: as many as <see cref="RunPlan.PatientsPerArm"/> says.</param>
public sealed record ArmPlan(string Id, string Label, int? Patients = null);

/// <summary>A file that was read.</summary>
/// <param name="Role">"trial", "model", "population", "parameters", "evidence" …</param>
/// <param name="Name">Path as given, relative to the trial file; never an absolute path of the machine.</param>
public sealed record RunInput(string Role, string Name, string Sha256)
{
    /// <summary>Hashes the bytes of <paramref name="path"/>.</summary>
    public static RunInput OfFile(string role, string name, string path)
    {
        using var stream = File.OpenRead(path);
        return new(role, name, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}

public sealed record RunSetting(string Name, string Value);
