namespace Thymus.Cli;

/// <summary>What each command's help shows at its end: lines that work as they stand in a fresh clone.</summary>
internal static class Examples
{
    public static IReadOnlyDictionary<string, string[]> Of { get; } = new Dictionary<string, string[]>
    {
        ["thymus"] =
        [
            "./thymus run trials/melanoma-pembrolizumab.yaml",
            "./thymus simulate models/melanoma.ant --end '100 day' --steps 100 --output melanoma.csv",
            "./thymus run --help",
        ],
        ["run"] =
        [
            "./thymus run trials/melanoma-pembrolizumab.yaml",
            "./thymus run trials/melanoma-pembrolizumab.yaml --patients 1000 --seed 7 --lang fr",
            "./thymus run trials/melanoma-pembrolizumab.yaml --set design.assignment=twins --out runs/twins",
        ],
        ["simulate"] =
        [
            "./thymus simulate models/melanoma.ant --end '100 day' --steps 100 --output melanoma.csv",
            "./thymus simulate models/melanoma.ant --end '600 day' --observe sum_of_diameters --sensitivities growth_typical,priming_rate --normalised",
            "./thymus simulate models/public/BIOMD0000000838.xml --end 50 --steps 500 --method explicit",
            "./thymus simulate models/examples/first-model.ant --data models/examples/first-model-events.csv --observe drug,diameter",
            "./thymus simulate models/examples/birth-death.ant --end '1 year' --method ssa --runs 10000 --seed 7 --output clone.csv",
            "./thymus simulate model.xml --sbml-settings settings.txt --output results.csv",
        ],
        ["cohort"] =
        [
            "./thymus cohort models/examples/first-model.ant --population populations/first-model.yaml --data models/examples/first-model-doses.csv --patients 1000 --end 200 --observe concentration,diameter --output cohort.parquet",
        ],
        ["check"] =
        [
            "./thymus check trials/melanoma-pembrolizumab.yaml",
            "./thymus check models/melanoma.ant",
        ],
        ["convert"] =
        [
            "./thymus convert models/melanoma.ant melanoma.xml",
            "./thymus convert models/public/BIOMD0000000838.xml tsur.ant",
        ],
        ["calibrate"] = ["./thymus calibrate calibration/checkpoint-inhibitors.yaml"],
        ["validate"] = ["./thymus validate", "./thymus validate --check", "./thymus validate --trial KEYNOTE-006-left-out --replicates 30 --lang fr"],
        ["runs"] = ["./thymus runs", "./thymus runs melanoma"],
        ["report"] = ["./thymus report runs/keynote-006-0123456789 --lang fr"],
    };
}
