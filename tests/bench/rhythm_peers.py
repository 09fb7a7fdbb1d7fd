"""The fits of rhythm_bench by others: the same likelihood in NumPy with scipy's Nelder-Mead, and
BG/NBD by `lifetimes`.

    rhythm_peers.py FILE [--lifetimes]      FILE as `rhythm_bench fit` writes it
"""
import sys
import time

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln


def negative_log_likelihood(log_parameters, k, x, tx, T, log_gaps):
    r, alpha, a, b = np.exp(log_parameters)
    shape, silence, total = r + k * x, T - tx, alpha + T
    term = np.ones_like(x)
    stages = np.ones_like(x)
    for j in range(1, k):
        term = term * (shape + j - 1) * silence / (j * total)
        stages = stages + term
    log_left = np.log(a / (b + x)) + shape * (np.log(total) - np.log(alpha + tx))
    value = ((k - 1) * log_gaps - x * gammaln(k) + betaln(a, b + x + 1) - betaln(a, b)
             + gammaln(shape) - gammaln(r) + r * np.log(alpha) - shape * np.log(total)
             + np.logaddexp(log_left, np.log(stages)))
    return -value.mean()


def main():
    x, tx, T, log_gaps = np.loadtxt(sys.argv[1]).T
    start = time.perf_counter()
    # As the science page has it: from the prior's middle, restarted from its optimum.
    at = np.log([1.5, 12 / 3, 0.35, 0.8])
    for _ in range(2):
        found = minimize(negative_log_likelihood, at, args=(3, x, tx, T, log_gaps),
                         method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9,
                                                        "maxiter": 4000})
        at = found.x
    print(f"fit.numpy.mbg_cnbd_3.time {1000 * (time.perf_counter() - start):.1f} ms")
    print(f"fit.numpy.mbg_cnbd_3.log_likelihood {-found.fun * len(x):.4f} nats")
    if "--lifetimes" not in sys.argv:
        return
    from lifetimes import BetaGeoFitter
    start = time.perf_counter()
    fitter = BetaGeoFitter().fit(x, tx, T)
    print(f"fit.lifetimes.bg_nbd.time {1000 * (time.perf_counter() - start):.1f} ms")
    log_likelihood = -len(x) * fitter._negative_log_likelihood_  # of times that it has scaled
    print(f"fit.lifetimes.bg_nbd.log_likelihood {log_likelihood:.4f} nats")


main()
