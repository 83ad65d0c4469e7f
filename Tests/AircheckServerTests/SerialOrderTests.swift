// SPDX-License-Identifier: Apache-2.0

import CatalogueSQLite
import CloudAPI
import Foundation
import Logging
import Media
import NIOCore
import Recorder
import RecordingModel
import RecordingTesting
import Storage
import StorageTesting
import Testing

/// The real catalogue and recorder behind the real actions; only HTTP is left out.
@Suite("Concurrent calls of the task family", .timeLimit(.minutes(30)))
struct SerialOrderTests {
    private static let now: Int64 = 1_800_000_000
    private static let runningLimit = 6

    private struct Server: Sendable {
        let catalogue: any Catalogue
        let orders: any RecordingOrders

        /// No push is made, so nothing is ever written to the disk.
        init(_ catalogue: any Catalogue) throws {
            let clock = ManualWallClock(.seconds(now))
            self.catalogue = catalogue
            orders = RecorderService(
                catalogue: catalogue, announcer: PlainAnnouncer(), facts: DirectFactWriter(catalogue),
                factory: RecordingFactory(
                    store: try FileStore(root: "/media", journals: "/journals", calls: SimulatedDisk()),
                    transcoding: NoTranscoding(), clock: clock),
                diskSpace: ManualDiskSpace(), clock: clock, timer: ManualClock(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        func answer(_ call: TaskCall, at time: Int64) async throws -> TaskAnswer {
            do {
                switch call {
                case .create:
                    let made = try await run(
                        CreateRecordTask.self,
                        [
                            "DomainName": "d", "AppName": "a", "StreamName": "s",
                            "EndTime": .integer(SerialOrderTests.now + 80_000),
                        ], at: time)
                    guard case .string(let id)? = made["TaskId"] else { return .made("") }
                    return .made(id)
                case .stop(let id):
                    _ = try await run(StopRecordTask.self, ["TaskId": .string(id)], at: time)
                    return .done
                case .delete(let id):
                    _ = try await run(DeleteRecordTask.self, ["TaskId": .string(id)], at: time)
                    return .done
                case .describe:
                    return .described(try await describe(at: time))
                }
            } catch let fault as APIFault {
                return .refused(fault.code)
            }
        }

        private func describe(at time: Int64) async throws -> [String: Int64] {
            let answer = try await run(
                DescribeRecordTask.self,
                [
                    "StartTime": .integer(SerialOrderTests.now - 1),
                    "EndTime": .integer(SerialOrderTests.now + 100_000),
                ], at: time)
            guard case .list(let tasks)? = answer["TaskList"] else { return [:] }
            var described: [String: Int64] = [:]
            for case .object(let task) in tasks {
                guard case .string(let id)? = task["TaskId"], case .number(let stopped)? = task["Stopped"] else {
                    continue
                }
                described[id] = Int64(stopped)
            }
            return described
        }

        private func run<A: Action>(_ type: A.Type, _ object: JSONObject, at time: Int64) async throws -> JSONObject {
            var parameters = try Parameters(object)
            let action = try A(&parameters)
            try parameters.finish()
            let context = ActionContext(
                catalogue: catalogue, orders: orders, streams: Nothing(), media: Nothing(), publicURL: "",
                now: .seconds(time),
                account: Account(maximumRunningTasks: SerialOrderTests.runningLimit))
            return try await action.run(in: context)
        }
    }

    /// Seven calls at once, over and over; each round must fit some serial order that begins where the last one ended.
    private func check(_ server: Server, rounds: Int, seed: UInt64) async throws -> Int {
        var random = SeededGenerator(seed: seed)
        var states: Set<SerialTasks> = [SerialTasks(runningLimit: Self.runningLimit)]
        var overlaps = 0
        for number in 0..<rounds {
            let known = Array(states.first?.entries.keys.sorted() ?? [])
            let calls = (0..<7).map { _ in Self.call(known: known, using: &random) }
            let times = calls.indices.map { Self.now + Int64(number * 7 + $0) }
            let answers = try await withThrowingTaskGroup(of: (Int, TaskAnswer).self) { group in
                for (index, call) in calls.enumerated() {
                    group.addTask { (index, try await server.answer(call, at: times[index])) }
                }
                var answers = [TaskAnswer](repeating: .done, count: calls.count)
                for try await (index, answer) in group { answers[index] = answer }
                return answers
            }
            let round = TaskRound(calls: calls, times: times, answers: answers)
            // Whether the order in which they were sent would do: if it always did, nothing would be concurrent.
            if !states.contains(where: { $0.fits(round) }) { overlaps += 1 }
            states = Set(states.flatMap { $0.states(after: round) })
            try #require(!states.isEmpty, "seed \(seed), round \(number): \(zip(calls, answers).map { "\($0)" })")
        }
        return overlaps
    }

    private static func call(known: [String], using random: inout SeededGenerator) -> TaskCall {
        let id = known.randomElement(using: &random) ?? "Unknown"
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<6: return .create
        case 6..<10: return .stop(id)
        case 10..<15: return .delete(id)
        case 15: return .stop("Unknown")
        case _: return .describe
        }
    }

    @Test("equal those of some serial order: 10,500 calls over a catalogue in memory")
    func memory() async throws {
        let overlaps = try await check(try Server(MemoryCatalogue()), rounds: 1_500, seed: 1)
        #expect(overlaps > 15)
    }

    @Test("equal those of some serial order: 3,500 calls over SQLite")
    func sqlite() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aircheck-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let catalogue = try SQLiteCatalogue(path: folder.path + "/catalogue.sqlite")
        let overlaps = try await check(try Server(catalogue), rounds: 500, seed: 2)
        #expect(overlaps > 5)
        try catalogue.close()
    }

    @Test("would be told from answers that no serial order gives")
    func notices() {
        let calls: [TaskCall] = [.create, .delete("a"), .stop("a")]
        let before = SerialTasks(runningLimit: 9, entries: ["a": .init(start: 1, stopped: 0)])
        let possible = TaskRound(
            calls: calls, times: [5, 6, 7], answers: [.made("b"), .done, .refused(.invalidParameter)])
        #expect(before.states(after: possible).map(\.entries) == [["b": .init(start: 5, stopped: 0)]])
        let impossible = TaskRound(
            calls: calls, times: [5, 6, 7],
            answers: [.made("b"), .refused(.invalidParameter), .refused(.invalidParameter)])
        #expect(before.states(after: impossible).isEmpty)
    }
}

extension SerialTasks {
    /// Whether the calls could have been answered one by one as they stand.
    fileprivate func fits(_ round: TaskRound) -> Bool {
        var state = self
        for index in round.calls.indices {
            var madeID: String?
            if case .made(let id) = round.answers[index] { madeID = id }
            let answer = state.answer(round.calls[index], at: round.times[index], madeID: madeID)
            guard answer == round.answers[index] else { return false }
        }
        return true
    }
}

/// No stream is live, and no file is there.
private struct Nothing: LiveStreams, MediaFiles {
    func publications() async -> [Publication] { [] }
    func end(where matches: @Sendable (StreamKey) -> Bool, code: StopCode) async {}
    func attach(_ contents: ByteBuffer, named name: String, to file: RecordedFile) async throws(StorageFault) {}
    func detach(_ name: String, from file: RecordedFile) async throws(StorageFault) {}
    func remove(_ file: RecordedFile) async throws(StorageFault) {}
}
