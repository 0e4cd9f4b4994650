"""TIP Monitor: from `sources.toml` to the inbox.

The pipeline, as a shell would draw it (one value per stage, see `monitor.model`)::

    sources.toml ─ Source ─► web ─ Page ─► feeds ─ Entry ─► store (pending)
                                                               │
    alerts/ ─ Watch ──────────────┐                            ▼
                                  ▼              web ─ Page ─► analyse ─ Analysis ─► store (done)
                    articles ─► matching ─► stories            (in a child process)    │
                                                                                       ▼
    alerts/*.toml ─ Alert ─ Schedule ─► digests.compose ─ Digest ─► outbox ─ Message ─► mail

Everything left of a store is pure or contained; everything right of one resumes after a crash.

- `model`, `errors`, `ports`: the values, what can go wrong, what the world outside must offer.
- `feeds`, `articles`, `matching`, `stories`, `digests`, `analyse`: the pure core.
- `web`, `archive`, `store`, `mail`, `config`: the shell, one room for each thing outside.
- `runs`: the shell's verbs, put together in `runs.wire`. `cli`: one file per command.
"""

__version__ = "0.1.0"
