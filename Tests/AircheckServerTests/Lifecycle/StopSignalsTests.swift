// SPDX-License-Identifier: Apache-2.0

import Testing
import UnixSignals

@testable import AircheckServer

@Suite("Stop signals")
struct StopSignalsTests {
    @Test(
        "begin an orderly stop once, and end the process at the second",
        arguments: [
            ([UnixSignal](), [String]()),
            ([.sigterm], ["stop"]),
            ([.sigterm, .sigint], ["stop", "exit"]),
            ([.sigint, .sigint, .sigterm], ["stop", "exit"]),
        ])
    func obeyed(signals: [UnixSignal], expected: [String]) async {
        let (stream, continuation) = AsyncStream.makeStream(of: UnixSignal.self)
        for signal in signals { continuation.yield(signal) }
        continuation.finish()
        var done: [String] = []
        await StopSignals.obey(stream) { _ in
            done.append("stop")
        } exit: {
            done.append("exit")
        }
        #expect(done == expected)
    }
}
