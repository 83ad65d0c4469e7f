// SPDX-License-Identifier: Apache-2.0

import Logging
import ObjectStore
import Recorder
import RecordingModel
import ServiceLifecycle
import Storage

/// Uploads recordings until what records has stopped; what is left goes on at the next start.
struct Uploads: Service {
    /// What the recorder goes by.
    let plan: UploadPlan
    private let client: S3Client
    private let service: UploadService

    /// Nil when the settings name no store.
    init?(
        _ configuration: ServerConfiguration, queue: any UploadQueue, store: FileStore, clock: any WallClock,
        logger: Logger
    ) throws {
        guard
            let (rules, credentials) = try configuration.objectStore.rules(
                nameOffset: configuration.recording.nameOffset)
        else { return nil }
        client = S3Client(endpoint: rules.endpoint, credentials: credentials, wallClock: clock)
        let service = UploadService(
            queue: queue, storage: ObjectUploader(client: client, root: store.root), copies: store, wallClock: clock,
            logger: logger)
        self.service = service
        plan = UploadPlan(rules: rules, keepsCopies: configuration.objectStore.keepsCopies ?? false) { service.wake() }
    }

    func run() async throws {
        async let work: Void = service.run()
        try? await gracefulShutdown()
        service.stop()
        await work
        await client.shutdown()
    }
}
