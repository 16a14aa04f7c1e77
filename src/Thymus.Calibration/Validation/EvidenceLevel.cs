namespace Thymus.Calibration;

/// <summary>How much an agreement with a published number means.</summary>
public enum EvidenceLevel
{
    /// <summary>The patients behind the number gave values of the model: nothing is shown.</summary>
    Input = 0,

    /// <summary>The number was fitted.</summary>
    Calibrated = 1,

    /// <summary>Another number of an arm, or of a trial, that was fitted.</summary>
    SameTrial = 2,

    /// <summary>No patient of the trial was fitted.</summary>
    LeftOut = 3,

    /// <summary>Nor any patient with this tumour who had these drugs.</summary>
    NewPair = 4,

    /// <summary>And everything was fixed before the number was published.</summary>
    Prospective = 5,
}

public static class EvidenceLevels
{
    /// <summary>From a trial that was left out on, a number is predicted; below, it is not, whatever a file calls it.</summary>
    public static bool IsPredicted(this EvidenceLevel level) => level >= EvidenceLevel.LeftOut;
}
