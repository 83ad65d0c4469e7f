// SPDX-License-Identifier: Apache-2.0

import Logging
import Media
import Recorder
import RecordingModel
import RecordingTesting
import Synchronization
import Testing

@Suite("Recording status", .timeLimit(.minutes(1)))
struct RecordingStatusTests {
    /// A disk that takes so many jobs of each recording and fails then.
    private final class FailingStore: MediaStore, RecordingWriter {
        private let left: Mutex<Int>

        init(after jobs: Int) {
            left = Mutex(jobs)
        }

        func makeWriter(folder: [String]) -> any RecordingWriter { self }

        func submit(
            _ operations: [FileOperation], completion: @escaping @Sendable (Result<Void, StorageFault>) -> Void
        ) {
            let isGood = left.withLock { left in
                left -= 1
                return left >= 0
            }
            completion(isGood ? .success(()) : .failure(StorageFault(errorNumber: 28, operation: "append")))
        }
    }

    private let notifier = TestNotifier()
    private let clock = ManualWallClock(.seconds(1_000))
    private let key = StreamKey(domain: "push.example.com", application: "live", stream: "room42")

    /// Records one push by an order, and tells what was announced of the recording.
    private func events(on store: any MediaStore, pushes: Bool = true) async throws -> [RecordingEvent] {
        let catalogue = MemoryCatalogue()
        let service = RecorderService(
            catalogue: catalogue, notifier: notifier, factory: RecordingFactory(store: store, clock: clock),
            clock: clock, timer: ManualClock(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let task = RecordingTask(
            id: "U1", key: key, start: .seconds(900), end: .seconds(9_000), created: clock.now)
        #expect(try await service.create(task, within: .unlimited) == nil)
        async let reports: Void = service.run()
        let source = try await TestSource(1, of: key, at: clock.now)
        await service.publicationBegan(source)
        if pushes { try await source.push(at: clock.now) }
        try await source.finish(at: clock.now)
        await service.publicationEnded(source.publication, at: clock.now, code: .clientEnded, resolution: nil)
        await service.stop()
        await reports
        return await notifier.events.filter { [.recordStatus, .recordException].contains($0.kind) }
    }

    private func changes(_ events: [RecordingEvent]) -> [String] {
        events.map { event in
            switch event {
            case .recordingStatus(let status): status.change.rawValue
            case .recordingException(let exception): "\(exception.kind.rawValue) \(exception.level.rawValue)"
            case .pushBegan, .pushEnded, .fileRecorded: "other"
            }
        }
    }

    @Test("tells the begin when something is written, and the end, of one session by numbers of their own")
    func whole() async throws {
        let events = try await events(on: TestStore())
        #expect(changes(events) == ["record_start_succeeded", "record_ended"])
        let statuses = events.compactMap { event -> RecordingStatus? in
            guard case .recordingStatus(let status) = event else { return nil }
            return status
        }
        #expect(Set(statuses.map(\.sessionID)).count == 1)
        #expect(Set(statuses.map(\.sequence)).count == 2)
        #expect(statuses.allSatisfy { $0.cause == .order(taskID: "U1") && $0.key == key && $0.format == .hls })
        #expect(await notifier.files.first?.sessionID == statuses.first?.sessionID)
    }

    @Test("tells of a disk that fails at once as a recording that did not start")
    func firstFault() async throws {
        #expect(
            try await changes(events(on: FailingStore(after: 0))) == ["-104 error", "record_start_failed"])
    }

    @Test("tells of a disk that fails later as a recording that broke and is over")
    func laterFault() async throws {
        #expect(
            try await changes(events(on: FailingStore(after: 1))) == [
                "record_start_succeeded", "-104 error", "record_error", "record_ended",
            ])
    }

    @Test("tells nothing of a push without a packet")
    func empty() async throws {
        #expect(try await changes(events(on: TestStore(), pushes: false)) == [])
    }
}
