// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Synchronization
import Testing

@testable import ObjectStore

/// A disk and a bucket that fail as a seed decides, and that know what must never be.
private final class SimulatedStore: ObjectStorage {
    struct State {
        var generator: SeededGenerator
        /// What the files hold now: by path.
        var disk: [String: String] = [:]
        /// Which files contents name.
        var names: [String: [String]] = [:]
        var bucket: [String: String] = [:]
        var broken: [String] = []
        /// Of ten calls, how many fail.
        var faults = 4
    }

    let state: Mutex<State>

    init(seed: UInt64) {
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
    }

    func upload(
        _ object: UploadObject, noteMultipart: @Sendable (String?) async throws -> Void
    ) async throws(UploadFault) {
        let fault = state.withLock { state -> UploadFault? in
            let dice = Int.random(in: 0..<10, using: &state.generator)
            guard dice >= state.faults || dice > 2 else { return UploadFault(.unavailable, "no answer") }
            guard state.disk[object.path] == object.sha256 else { return UploadFault(.source, "changed") }
            if dice < state.faults {
                // Stored, but damaged; what names others is never sent so, since it is small enough to be signed whole.
                if !object.namesOthers { state.bucket[object.address.key] = "damaged" }
                return UploadFault(.corrupt, "damaged")
            }
            state.bucket[object.address.key] = object.sha256
            for name in state.names[object.sha256] ?? [] where state.bucket[name] != name {
                state.broken.append("\(object.sha256) names \(name), which is \(state.bucket[name] ?? "missing")")
            }
            return nil
        }
        if let fault { throw fault }
    }

    func delete(_ object: UploadObject) async throws(UploadFault) {
        state.withLock { $0.bucket[object.address.key] = nil }
    }

    func chance(_ parts: Int) -> Bool {
        state.withLock { Int.random(in: 0..<parts, using: &$0.generator) == 0 }
    }
}

/// Some HLS recordings, a worker that may be killed after any step, and time that is driven.
private struct Simulation {
    let store: SimulatedStore
    let catalogue = MemoryCatalogue()
    let clock = ManualWallClock(.seconds(1_000))
    let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
        store = SimulatedStore(seed: seed)
    }

    func run() async throws {
        let template = try await catalogue.insert(
            CallbackTemplate(name: "t", description: "", urls: [.record: "http://u"], key: ""))
        _ = try await catalogue.insert(CallbackRule(domain: "d", application: "", templateID: template))
        let sessions = ["1", "2", "3"]
        var lost: Set<String> = []
        for number in 0..<8 {
            for session in sessions {
                let order = write(session, segments: number + 1)
                // A process that dies here tells of these files, and of later ones, only when it ends the recording at
                // its next start.
                if store.chance(20) { lost.insert(session) }
                if !lost.contains(session) { await catalogue.note(order, at: clock.now) }
                try await work(steps: 3)
            }
        }
        for session in sessions {
            let folder = MediaPath([session])
            var order = write(session, segments: 8)
            order.files = (0..<8).map { file("\(session)/\($0).ts") } + order.files.suffix(2)
            let announcement = Announcement(
                key: StreamKey(domain: "d", application: "a", stream: session), kind: .record, eventType: 100,
                time: clock.now, body: session)
            try await catalogue.insert(
                .test(session, session: session, path: folder.text(ofFile: "index.m3u8")), announcing: [announcement],
                uploading: FileUpload(order: order, url: "u/\(session)", keepsCopy: false))
            try await work(steps: 5)
        }
        // The store is well again: whatever happened, everything gets there.
        store.state.withLock { $0.faults = 0 }
        for _ in 0..<50 where await catalogue.uploadFigures() != UploadFigures() { try await work(steps: 30) }
        #expect(await catalogue.uploadFigures() == UploadFigures(), "seed \(seed)")
        #expect(store.state.withLock { $0.broken } == [], "seed \(seed)")
        for session in sessions {
            #expect(await catalogue.files(ids: [session]).first?.storeURL == "u/\(session)", "seed \(seed)")
        }
        let deliveries = await catalogue.deliveries(matching: DeliveryFilter(), after: 0, limit: 99)
        #expect(deliveries.map(\.body).sorted() == sessions, "seed \(seed)")
        #expect(store.state.withLock { state in state.disk.allSatisfy { state.bucket[$0.key] == $0.value } })
    }

    /// A file whose contents are its name, with a version where it changes.
    private func file(_ path: String, version: Int? = nil) -> StoredFile {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return StoredFile(name: name, size: 1, sha256: version.map { "\(path)#\($0)" } ?? path)
    }

    /// Writes the newest segment, then the playlist and the manifest that name all so far.
    private func write(_ session: String, segments: Int) -> UploadOrder {
        let segment = file("\(session)/\(segments - 1).ts")
        let playlist = file("\(session)/index.m3u8", version: segments)
        let manifest = file("\(session)/\(RecordingManifest.name)", version: segments)
        store.state.withLock { state in
            for file in [segment, playlist, manifest] {
                state.disk["\(session)/\(file.name)"] = file.sha256
                if file.name != segment.name {
                    state.names[file.sha256] = (0..<segments).map { "\(session)/\($0).ts" }
                }
            }
        }
        return UploadOrder(
            sessionID: session, place: ObjectPlace(bucket: "b", region: "r", prefix: session),
            folder: MediaPath([session]), files: [segment, playlist, manifest])
    }

    private func work(steps: Int) async throws {
        let worker = UploadWorker(queue: catalogue, storage: store)
        for _ in 0..<steps {
            let objects = await catalogue.dueUploads(at: clock.now, limit: 4).objects
            let chosen = store.state.withLock { objects.randomElement(using: &$0.generator) }
            guard let object = chosen else {
                clock.advance(by: .seconds(30))
                continue
            }
            if store.chance(10) {
                // Killed when the store had it and nobody had noted that.
                try? await store.upload(object) { _ in }
                continue
            }
            _ = try await worker.carryOut(object) { kind in
                store.state.withLock { state in
                    UploadBackoff().due(
                        afterFailures: object.attempts, of: kind, at: clock.now, using: &state.generator)
                }
            }
        }
    }
}

@Suite("Uploads, simulated", .timeLimit(.minutes(30)))
struct UploadSimulationTests {
    @Test("whatever fails or dies, all is there in the end, announced once, and nothing named before it was there")
    func simulates() async throws {
        for seed in 0..<500 { try await Simulation(seed: UInt64(seed)).run() }
    }
}
