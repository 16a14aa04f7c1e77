# R's deSolve with a compiled model over a population: Rscript desolve.R SO PATIENTS METHOD RTOL REPETITIONS OUT. Boluses only.
suppressPackageStartupMessages(library(deSolve))
a <- commandArgs(TRUE)
so <- a[1]; method <- a[3]; rtol <- as.numeric(a[4])
dyn.load(so); dll <- sub("\\.so$", "", basename(so))
shape <- .C("shape", double(1000))[[1]]
n <- shape[1]; end <- shape[3]; step <- shape[4]; atol <- shape[5]
bolus <- matrix(shape[5 + seq_len(3 * shape[2])], nrow = 3)
patients <- unname(as.matrix(read.csv(a[2])))
names <- paste0("y", seq_len(n))
events <- data.frame(var = names[bolus[2, ]], time = bolus[1, ], value = bolus[3, ], method = "add")
outputs <- seq(0, end, step); times <- sort(unique(c(outputs, events$time))); keep <- times %in% outputs
best <- Inf; invisible(.C("counter", 0))
for (r in seq_len(as.integer(a[5]))) {
  results <- vector("list", nrow(patients))
  begin <- proc.time()
  for (i in seq_len(nrow(patients))) {
    p <- patients[i, ]
    y <- .C("start", p, double(n))[[2]]; names(y) <- names
    o <- ode(y, times, func = "derivs", parms = p, method = method, dllname = dll, initfunc = "initmod", events = list(data = events),
             rtol = rtol, atol = atol, maxsteps = 1000000)
    results[[i]] <- o[keep, -1]
  }
  took <- proc.time() - begin
  best <- min(best, sum(took[1:2]))
}
evaluations <- .C("counter", 0)[[1]] / nrow(patients) / as.integer(a[5])
# deSolve gives the state at a bolus's time after the bolus; the others before it.
file <- file(a[6], "wb")
for (o in results) {
  for (k in seq_len(ncol(bolus))) {
    row <- which(outputs == bolus[1, k]); o[row, bolus[2, k]] <- o[row, bolus[2, k]] - bolus[3, k] * (bolus[1, k] > 0)
  }
  writeBin(as.vector(t(o)), file)
}
close(file)
cat(sprintf("peer=desolve-%s rtol=%g atol=%g patients=%d seconds=%.6f evaluations=%.1f\n", method, rtol, atol, nrow(patients), best, evaluations))
