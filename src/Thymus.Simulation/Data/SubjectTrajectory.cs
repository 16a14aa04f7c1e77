using System.Collections.Immutable;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>What one subject of a data file did: a row a record, in file order, among rows for times that were asked for besides.</summary>
/// <remarks>The row of a record stands after it, that of a time before the records of that time. Where the run of a subject failed, what it did not reach is
/// NaN.</remarks>
public sealed record SubjectTrajectory(
    string Id, ImmutableArray<SubjectRow> Rows, ImmutableArray<string> Columns, IntegrationStatus Status, string? Reason, double Reached);

/// <param name="EventId">EVID of the record; <see cref="EventId.Observation"/> for a time that was asked for.</param>
/// <param name="Values">Values in the order of <see cref="SubjectTrajectory.Columns"/>.</param>
public readonly record struct SubjectRow(double Time, EventId EventId, ImmutableArray<double> Values);
