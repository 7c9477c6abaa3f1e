"""Training steps of the two networks in PyTorch on one thread. Answers each line "<network> <steps>" with milliseconds."""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.manual_seed(1)
network, batch, length = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def norm(channels):
    return nn.BatchNorm1d(channels, eps=1e-3, momentum=0.01)


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        units = [125, 64, 16, 16, 8, 16, 32, 64]
        blocks = [nn.Sequential(nn.Linear(a, b), norm(b), nn.ELU()) for a, b in zip(units[:-1], units[1:])]
        self.layers = nn.Sequential(*blocks, nn.Linear(64, 125))

    def forward(self, x):
        return self.layers(x)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        channels = [8, 128, 256, 512]
        self.convolutions = nn.ModuleList(
            [nn.Conv1d(a, b, 3, padding=1) for a, b in zip(channels[:-1], channels[1:])]
        )
        self.norms = nn.ModuleList([norm(c) for c in channels[1:]])
        self.lstm = nn.LSTM(512, 128, batch_first=True)
        self.dense = nn.Linear(128, 128)
        self.norm = norm(128)
        self.out = nn.Linear(128, 8)

    def forward(self, x):
        x = x.transpose(1, 2)
        for convolution, normalise in zip(self.convolutions, self.norms):
            x = F.max_pool1d(normalise(F.elu(convolution(x))), 2)
        states, _ = self.lstm(x.transpose(1, 2))
        return self.out(self.norm(F.elu(self.dense(states[:, -1]))))


if network == "autoencoder":
    model = Autoencoder()
    x = torch.randn(batch * length, 125)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def loss():
        return F.mse_loss(model(x), x)

else:
    model = Classifier()
    x = torch.randn(batch, length, 8)
    y = torch.arange(batch) % 8
    optimizer = torch.optim.SGD(model.parameters(), 1e-4)

    def loss():
        return F.cross_entropy(model(x), y)


def step():
    optimizer.zero_grad()
    loss().backward()
    optimizer.step()


print(torch.__version__, flush=True)
for line in sys.stdin:
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(int(line)):
        step()
    print((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3, flush=True)
