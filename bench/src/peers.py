"""PyWavelets and SciPy, timed on request: one JSON object a line in, one out."""

import json
import math
import sys
import time

import numpy as np
import pywt
import scipy
import scipy.fft
import scipy.signal

signal = None
scales = None
kept = None
coefficients = None


def setup(path, wanted):
    global signal, scales, kept, coefficients
    signal = np.fromfile(path, np.float32)
    scales = np.array(wanted)
    kept = None
    coefficients = None
    return {"pywt": pywt.__version__, "scipy": scipy.__version__, "numpy": np.__version__}


def pywt_cwt(method):
    global coefficients
    data = signal.astype(np.float64)
    start = time.perf_counter()
    coefficients = pywt.cwt(data, scales, "morl", method=method)[0]
    return {"ms": 1e3 * (time.perf_counter() - start)}


def filters():
    """Impulse responses of pywt.cwt at its precision of 10, as float64, and the sample at which each is centred."""
    integral, x = pywt.integrate_wavelet(pywt.ContinuousWavelet("morl"), precision=10)
    step = x[1] - x[0]
    for scale in scales:
        j = np.arange(scale * (x[-1] - x[0]) + 1) / (scale * step)
        j = j.astype(int)
        taps = integral[j[j < integral.size]][::-1]
        response = -np.sqrt(scale) * np.diff(np.concatenate([[0], taps, [0]]))
        yield response, len(taps) // 2


def keep_spectra():
    """What a careful user of SciPy does: padded to a fast length, spectra kept, float32, centred by a shift."""
    global kept
    longest = int(np.ceil(scales.max() * 16)) + 3
    length = scipy.fft.next_fast_len(len(signal) + longest, real=True)
    spectra = np.empty((len(scales), length // 2 + 1), np.complex64)
    for row, (response, offset) in enumerate(filters()):
        padded = np.zeros(length)
        padded[: len(response)] = response
        spectra[row] = scipy.fft.rfft(np.roll(padded, -offset))
    kept = (length, spectra, np.empty((len(scales), len(signal)), np.float32))
    return {"length": length}


def scipy_rfft(batch):
    global coefficients
    length, spectra, output = kept
    start = time.perf_counter()
    spectrum = scipy.fft.rfft(signal, length)
    for first in range(0, len(scales), batch):
        rows = slice(first, first + batch)
        output[rows] = scipy.fft.irfft(spectra[rows] * spectrum, length, overwrite_x=True)[:, : len(signal)]
    coefficients = output
    return {"ms": 1e3 * (time.perf_counter() - start)}


def resample(from_rate, to_rate):
    """Polyphase filter with 64 zero crossings to each side, a Kaiser window of beta 14, half at 0.945 of the lower Nyquist frequency."""
    global coefficients
    divisor = math.gcd(from_rate, to_rate)
    up, down = to_rate // divisor, from_rate // divisor
    widest = max(up, down)
    half = math.ceil(64 / 0.945 * widest)
    taps = scipy.signal.firwin(2 * half + 1, 0.945 / widest, window=("kaiser", 14.0))
    data = signal.astype(np.float64)
    start = time.perf_counter()
    coefficients = scipy.signal.resample_poly(data, up, down, window=taps)
    return {"ms": 1e3 * (time.perf_counter() - start)}


def resampled(count):
    """Every thousandth sample of the last result."""
    return {"samples": coefficients[::1000][:count].tolist()}


def save(path):
    np.asarray(coefficients, np.float64).tofile(path)
    return {}


commands = {
    "setup": setup,
    "pywt": pywt_cwt,
    "keep": keep_spectra,
    "scipy": scipy_rfft,
    "resample": resample,
    "resampled": resampled,
    "save": save,
}
for line in sys.stdin:
    name, *arguments = json.loads(line)
    print(json.dumps(commands[name](*arguments)), flush=True)
