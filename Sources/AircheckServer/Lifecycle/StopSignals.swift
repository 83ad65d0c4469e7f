// SPDX-License-Identifier: Apache-2.0

import UnixSignals

/// What SIGTERM and SIGINT mean: the first stops the server in order, the second at once.
enum StopSignals {
    /// Hears signals until they end; `stop` begins the orderly way and doesn't wait for its end.
    static func obey<Signals: AsyncSequence>(
        _ signals: Signals, stop: (UnixSignal) async -> Void, exit: () -> Void
    ) async where Signals.Element == UnixSignal, Signals.Failure == Never {
        var isStopping = false
        for await signal in signals {
            // The operator is in a hurry.
            if isStopping { return exit() }
            isStopping = true
            await stop(signal)
        }
    }
}
