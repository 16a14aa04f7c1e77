namespace Thymus.Solvers;

/// <summary>How an integration stands. Outcomes are values: a failed patient is a row, never an exception.</summary>
public enum IntegrationStatus
{
    /// <summary>On its way, nothing wrong.</summary>
    Running,
    Completed,
    /// <summary>More steps than allowed between two stops; usually a stiff model under the explicit method.</summary>
    TooManySteps,
    /// <summary>The error test asked for a step that no longer advances time; usually a discontinuity without an event.</summary>
    StepTooSmall,
    /// <summary>The right-hand side gave NaN or an infinity at an accepted state; usually a division by an empty pool.</summary>
    NotFinite,
    /// <summary>The start values are not finite; usually a parameter drawn outside its range.</summary>
    InvalidStart,
    /// <summary>Model events kept triggering each other at one time.</summary>
    EventsWithoutEnd,
    /// <summary>A dose that the patient's own values make impossible, such as a negative duration; usually a parameter drawn outside its
    /// range.</summary>
    InvalidDose,
    /// <summary>The doses of a steady-state record lead to none; usually something in the model that grows for ever.</summary>
    NoSteadyState,
    /// <summary>The run came to a moment at which the sensitivities that were asked for do not exist.</summary>
    NotDifferentiable,
}
