// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Ingest
import Recorder
import ServiceLifecycle

/// Delivers callbacks until everything before it has stopped.
struct CallbackRunner: Service {
    let callbacks: CallbackService

    func run() async throws {
        async let deliveries: Void = callbacks.run()
        try? await gracefulShutdown()
        await callbacks.drain(within: .seconds(5))
        await deliveries
    }
}

/// Records until the last push has ended, then sees every file sealed.
struct RecorderRunner: Service {
    let recorder: RecorderService

    func run() async throws {
        async let reports: Void = recorder.run()
        try? await gracefulShutdown()
        await recorder.stop()
        await reports
    }
}

/// Accepts publishers until it is told to stop, then ends every push.
struct IngestRunner: Service {
    let listener: RTMPListener

    func run() async throws {
        try? await gracefulShutdown()
        await listener.stop()
    }
}
