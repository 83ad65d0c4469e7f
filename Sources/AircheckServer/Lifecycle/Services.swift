// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Ingest
import Recorder
import ServiceLifecycle
import Storage

/// Serves HTTP until it is told to stop, and lets the requests of that moment come to their end.
struct HTTPRunner: Service {
    let application: any Service
    /// How long they may take: a client that dawdles must not keep the files behind it from being sealed.
    let patience: Duration

    func run() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await application.run() }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: patience)
            }
            try await group.next()
            group.cancelAll()
        }
    }
}

/// Delivers callbacks until everything before it has stopped, and what is due then.
struct CallbackRunner: Service {
    let callbacks: CallbackService
    let facts: RetryingFactWriter

    func run() async throws {
        async let deliveries: Void = callbacks.run()
        try? await gracefulShutdown()
        await facts.stop()
        await callbacks.drain(within: .seconds(5))
        await deliveries
    }
}

/// Looks how much room there is, until everything before it has stopped.
struct DiskRunner: Service {
    let disk: DiskWatch

    func run() async throws {
        await cancelWhenGracefulShutdown { await disk.run() }
    }
}

/// Makes durable what is recorded, until everything before it has stopped.
struct SyncRunner: Service {
    let store: FileStore

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: FileStore.interval)
                await store.synchronize()
            }
        }
    }
}

/// Deletes old recordings, until everything before it has stopped.
struct RetentionRunner: Service {
    let retention: RetentionService

    func run() async throws {
        await cancelWhenGracefulShutdown { await retention.run() }
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
