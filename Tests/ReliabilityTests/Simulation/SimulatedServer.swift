// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Logging
import Media
import ObjectStore
import Recorder
import RecordingModel
import RecordingTesting
import Storage

/// The services of a server, as `Server` puts them together, on the catalogue, disk and object store of a simulation.
final class SimulatedServer: @unchecked Sendable {
    let process: SimulatedProcess
    let recorder: RecorderService
    let facts: RetryingFactWriter
    let announcer: SimulatedAnnouncer
    private let catalogue: SimulatedCatalogue
    private let callbacks: CallbackService
    private let uploads: UploadService?
    private let retention: RetentionService
    private let world: SimulatedWorld
    private var retaining: Task<Void, Never>?
    private(set) var isReady = false
    private(set) var isStopped = false

    init(_ world: SimulatedWorld, _ process: SimulatedProcess) {
        self.world = world
        self.process = process
        let logger = world.logger
        let (wall, timer) = (world.wall, process.clock)
        let (catalogue, store) = (SimulatedCatalogue(world, process), SimulatedStore(world: world, process: process))
        self.catalogue = catalogue
        announcer = SimulatedAnnouncer(world: world)
        facts = RetryingFactWriter(catalogue: catalogue, clock: timer, logger: logger)
        callbacks = CallbackService(
            outbox: catalogue, wallClock: wall, clock: timer,
            retryPolicy: RetryPolicy(retries: 3, interval: .seconds(5), timeout: .seconds(20)),
            sender: SimulatedReceivers(world: world, process: process), logger: logger)
        let uploads: UploadService? =
            world.plan.uploads
            ? UploadService(
                queue: catalogue, storage: SimulatedObjectStorage(world: world, process: process), copies: store,
                wallClock: wall, clock: timer, backoff: UploadBackoff(first: .seconds(1), longest: .seconds(20)),
                generator: SeededGenerator(seed: world.seed), logger: logger) : nil
        self.uploads = uploads
        let plan = uploads.flatMap { service in
            ObjectEndpoint("http://store.example.org").map {
                UploadPlan(
                    rules: UploadRules(
                        endpoint: $0, standard: ObjectPlace(bucket: "standard", region: "r", prefix: "")),
                    keepsCopies: world.plan.keepsCopies
                ) { service.wake() }
            }
        }
        recorder = RecorderService(
            catalogue: catalogue, announcer: announcer, facts: facts, uploads: plan,
            factory: RecordingFactory(store: store, transcoding: NoTranscoding(), clock: wall),
            diskSpace: SimulatedSpace(world: world), clock: wall, timer: timer,
            makeID: { world.nextID() }, logger: logger)
        retention = RetentionService(
            catalogue: catalogue, media: store, disk: SimulatedSpace(world: world),
            quota: RetentionQuota(maximumBytes: world.plan.maximumBytes), clock: wall, timer: timer, logger: logger)
    }

    /// Begins to run; a server that can't, exits.
    func start() {
        Task { [self] in
            do {
                let end = PushRecord.End(time: world.wall.now, code: .serverFailed)
                try await catalogue.endOpenPushes(with: end) { [announcer] in
                    announcer.announcement(of: .pushEnded($0, at: end.time, code: end.code, resolution: nil))
                }
                try await recorder.restore()
            } catch {
                await process.stayAlive()
                return world.exited("\(error)")
            }
            await process.stayAlive()
            isReady = true
            world.trace("server \(process.number) is ready")
            Task { await callbacks.run() }
            Task { await recorder.run() }
            if let uploads { Task { await uploads.run() } }
            retaining = Task { await retention.run() }
        }
    }

    /// Ends everything from the last to the first; called when the pushes have ended.
    func stop() {
        isReady = false
        Task { [self] in
            await recorder.stop()
            uploads?.stop()
            await facts.stop()
            await callbacks.drain(within: .seconds(5))
            retaining?.cancel()
            await retaining?.value
            await process.stayAlive()
            isStopped = true
            world.trace("server \(process.number) has stopped")
        }
    }

    /// Lets an operator have given-up notifications delivered.
    func resend() {
        Task { _ = try? await catalogue.resendDeliveries(ids: nil) }
    }

    /// Lets an owner protect a file.
    func protect(_ fileID: String, then follow: @escaping @Sendable () -> Void) {
        Task {
            let found = try? await catalogue.modifyFile(id: fileID) { $0.notes.tags.append(RecordedFile.protectedTag) }
            if found != nil { follow() }
        }
    }
}
