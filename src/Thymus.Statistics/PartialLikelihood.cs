namespace Thymus.Statistics;

/// <summary>Cox's log partial likelihood with gradient and information, one pass from the last time to the first: O(n·p²).</summary>
internal sealed class PartialLikelihood
{
    private readonly double[,] _x;
    private readonly bool[] _isEvent;
    private readonly Ties _ties;
    private readonly List<(int[] Members, double[] Times)> _strata = [];
    private readonly int _p;

    public PartialLikelihood(double[,] covariates, ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent, ReadOnlySpan<int> strata, Ties ties)
    {
        if (covariates.GetLength(0) != time.Length)
            throw new ArgumentException($"{time.Length} times but {covariates.GetLength(0)} rows of covariates.", nameof(covariates));
        _p = covariates.GetLength(1);
        _x = Centred(covariates);
        _isEvent = isEvent.ToArray();
        _ties = ties;
        foreach (var members in Strata.Split(strata, time.Length))
        {
            var times = new double[members.Length];
            for (var i = 0; i < times.Length; i++) times[i] = time[members[i]];
            var order = SurvivalData.Order(times);
            times = SurvivalData.MergeTies(times, order);
            Array.Reverse(order);
            _strata.Add(([.. order.Select(o => members[o])], [.. order.Select(o => times[o])]));
        }
        Gradient = new double[_p];
        Information = new double[_p, _p];
    }

    public double Value { get; private set; }
    public double[] Gradient { get; }
    /// <summary>Minus the Hessian.</summary>
    public double[,] Information { get; }

    public void Evaluate(double[] beta)
    {
        Value = 0;
        Array.Clear(Gradient);
        Array.Clear(Information);
        foreach (var (members, times) in _strata) Accumulate(members, times, beta);
    }

    private void Accumulate(int[] members, double[] times, double[] beta)
    {
        var risk = new Moments(_p);
        for (var i = 0; i < members.Length;)
        {
            var now = times[i];
            var died = new Moments(_p);
            var deaths = 0;
            for (; i < members.Length && times[i] == now; i++)
            {
                var patient = members[i];
                var linear = 0.0;
                for (var j = 0; j < _p; j++) linear += beta[j] * _x[patient, j];
                var weight = Math.Exp(linear);
                risk.Add(_x, patient, weight);
                if (!_isEvent[patient]) continue;
                deaths++;
                died.Add(_x, patient, weight);
                Value += linear;
                for (var j = 0; j < _p; j++) Gradient[j] += _x[patient, j];
            }
            for (var d = 0; d < deaths; d++) Subtract(risk, died, _ties == Ties.Efron ? (double)d / deaths : 0);
        }
    }

    /// <summary>Takes one event's share of the risk set away; <paramref name="fraction"/> of those who died at this time have left it.</summary>
    private void Subtract(Moments risk, Moments died, double fraction)
    {
        var total = risk.Zeroth - fraction * died.Zeroth;
        Value -= Math.Log(total);
        for (var j = 0; j < _p; j++)
        {
            var meanJ = (risk.First[j] - fraction * died.First[j]) / total;
            Gradient[j] -= meanJ;
            for (var k = 0; k <= j; k++)
            {
                var meanK = (risk.First[k] - fraction * died.First[k]) / total;
                var information = (risk.Second[j, k] - fraction * died.Second[j, k]) / total - meanJ * meanK;
                Information[j, k] += information;
                if (k != j) Information[k, j] += information;
            }
        }
    }

    /// <summary>Covariates less their means: the likelihood is the same and exp stays in range.</summary>
    private static double[,] Centred(double[,] covariates)
    {
        var (n, p) = (covariates.GetLength(0), covariates.GetLength(1));
        var centred = new double[n, p];
        for (var j = 0; j < p; j++)
        {
            var mean = 0.0;
            for (var i = 0; i < n; i++) mean += covariates[i, j] / n;
            for (var i = 0; i < n; i++) centred[i, j] = covariates[i, j] - mean;
        }
        return centred;
    }

    private sealed class Moments(int p)
    {
        public double Zeroth;
        public readonly double[] First = new double[p];
        public readonly double[,] Second = new double[p, p];

        public void Add(double[,] x, int patient, double weight)
        {
            Zeroth += weight;
            for (var j = 0; j < First.Length; j++)
            {
                First[j] += weight * x[patient, j];
                for (var k = 0; k <= j; k++) Second[j, k] += weight * x[patient, j] * x[patient, k];
            }
        }
    }
}
