// SPDX-License-Identifier: Apache-2.0

import Foundation
import RecordingTesting
import Synchronization
import Testing

@Suite("A full disk", .wholeMachine, .timeLimit(.minutes(60)), .enabled(if: geteuid() == 0, "only root may mount"))
struct SmallDiskTests {
    /// A small file system in memory for the recordings alone: catalogue and journals are elsewhere.
    private final class SmallDisk: Sendable {
        let data: TemporaryFolder
        private let path: String
        private let filler: String

        init(mebibytes: Int, filled: Int) async throws {
            let data = try TemporaryFolder()
            let path = data.path + "/media"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try await Tool.output(of: "mount", ["-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", path])
            self.data = data
            self.path = path
            self.filler = path + "/filler"
            try Data(repeating: 1, count: filled << 20).write(to: URL(fileURLWithPath: self.filler))
        }

        func makeRoom() throws { try FileManager.default.removeItem(atPath: self.filler) }

        func unmount() async throws { try await Tool.output(of: "umount", ["--lazy", self.path]) }
    }

    /// What the publishers are told.
    private final class Control: Sendable {
        let padding = Mutex(50_000)
        let isOver = Mutex(false)
    }

    @Test("ends what can't be written, keeps it, lets all else go on, and records again when there is room")
    func full() async throws {
        let disk = try await SmallDisk(mebibytes: 20, filled: 10)
        do {
            try await Self.run(on: disk)
        } catch {
            try await disk.unmount()
            throw error
        }
        try await disk.unmount()
    }

    private static func run(on disk: SmallDisk) async throws {
        let settings = ["--disk-low", "4MiB", "--disk-critical", "2MiB", "--callback-retry-interval", "1"]
        try await CallbackReceiver.run { receiver, base in
            try await ServerProcess.run(settings, data: disk.data) { server in
                try await Self.bind(base + "/all", on: server)
                let formats: [Recording.Format] = [.flv, .hls, .mp4]
                let template = try await server.cloud.template(formats)
                let end = Wall.second + 3_600
                let ledger = SweepLedger()
                for stream in ["fast", "calm"] {
                    let id = try await server.cloud.order(stream, until: end, template: template)
                    await ledger.ordered(
                        .init(id: id, stream: stream, answered: Wall.now, end: Double(end), formats: formats))
                }
                let control = Control()
                let pushing = Task {
                    await withTaskGroup(of: NumberedPush?.self) { group in
                        for (stream, sound) in [("fast", NumberedPush.Sound.aac), ("calm", .mp3)] {
                            group.addTask {
                                let publisher = NumberedPublisher(
                                    stream: stream, sound: sound,
                                    padding: { stream == "fast" ? control.padding.withLock { $0 } : 0 })
                                return try? await publisher.push(to: server.ready, after: ledger.numbers()) { _ in
                                    control.isOver.withLock { $0 }
                                }
                            }
                        }
                        return await group.reduce(into: []) { $0 += [$1].compactMap { $0 } }
                    }
                }
                defer { control.isOver.withLock { $0 = true } }

                // The disk fills up, and the one who can tell does.
                let full: Double = try await eventually("an event 341 of the fast stream", within: 60) {
                    await receiver.exceptions(of: "fast").isEmpty ? nil : Wall.now
                }
                control.padding.withLock { $0 = 0 }
                // The room is looked at once a second.
                _ = try await eventually("a server that is not ready") {
                    try await Web.get(server.url("/readyz")).status == 503 ? true : nil
                }
                #expect(try await server.metric("aircheck_pushes_live") == 2)

                // The API takes an order and callbacks go out, but nothing new is begun.
                let late = try await server.cloud.order("late", until: end, template: template)
                let refused = try await NumberedPublisher(stream: "late").push(
                    to: server.ready, after: ledger.numbers()
                ) { _ in await !receiver.exceptions(of: "late").isEmpty }
                #expect(refused != nil)
                #expect(try await server.cloud.tasks().contains { $0["TaskId"].string == late })
                #expect(
                    await receiver.callbacks.contains { $0.body["stream_id"] == "late" && $0.body["event_type"] == 1 })

                try disk.makeRoom()
                let room = Wall.now
                _ = try await eventually("a ready server", within: 30) {
                    try await Web.get(server.url("/readyz")).status == 200 ? true : nil
                }
                _ = try await eventually("six recordings that go on", within: 60) {
                    try await server.metric("aircheck_recordings_running") == 6 ? true : nil
                }
                let resumed = Wall.now
                try await Task.sleep(for: .seconds(2))
                control.isOver.withLock { $0 = true }
                let pushes = await pushing.value
                #expect(pushes.count == 2)
                _ = try await eventually("the end of all recordings", within: 30) {
                    try await server.metric("aircheck_recordings_running") == 0
                        && !disk.data.files().contains { $0.hasSuffix(".journal") } ? true : nil
                }

                var library = RecordedLibrary(disk.data)
                #expect(await library.look() == [])
                // What came two seconds before the event is there, what came later is there or written down.
                var verdict = SweepVerdict(lostSince: full)
                for push in pushes {
                    for order in await ledger.orders { verdict.judge(push, for: order, in: library) }
                }
                #expect(verdict.faults == [])
                #expect(verdict.missing > 0)
                let fast = try #require(await ledger.orders.first { $0.stream == "fast" })
                let gaps = formats.flatMap { library.contents[.init(order: fast.id, format: $0)]?.gaps ?? [] }
                #expect(gaps.contains { $0.reason == "storage_fault" })
                for format in formats {
                    let contents = try #require(library.contents[.init(order: fast.id, format: format)])
                    // The last second of the push is recorded again.
                    let last = pushes.first { $0.stream == "fast" }?.packets.filter { $0.begun > resumed + 0.5 } ?? []
                    #expect(!last.isEmpty && last.allSatisfy { contents.packets[$0.number] == 1 }, "\(format)")
                }
                print(
                    "full disk: \(verdict.expected) packets to find, \(verdict.missing) missing and written down, "
                        + "all recorded again \(((resumed - room) * 10).rounded() / 10) s after there was room")
            }
        }
    }

    private static func bind(_ url: String, on server: ServerProcess) async throws {
        let kinds = ["StreamBegin", "StreamEnd", "Record", "RecordException"]
        var template: [String: JSON] = ["TemplateName": "all"]
        for kind in kinds { template[kind + "NotifyUrl"] = .string(url) }
        let answer = try await server.cloud.call("CreateLiveCallbackTemplate", template)
        try await server.cloud.call(
            "CreateLiveCallbackRule",
            ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": answer["TemplateId"]])
    }
}

extension CallbackReceiver {
    /// The events 341 of a stream so far.
    fileprivate func exceptions(of stream: String) -> [JSON] {
        self.callbacks.map(\.body).filter { $0["event_type"] == 341 && $0["stream_id"].string == stream }
    }
}
