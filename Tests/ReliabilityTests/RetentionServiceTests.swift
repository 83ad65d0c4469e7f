// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Storage
import StorageTesting
import Testing

@Suite("Retention", .timeLimit(.minutes(30)))
struct RetentionServiceTests {
    private let catalogue = MemoryCatalogue()
    private let clock = ManualWallClock(.seconds(1_000))
    private let space = ManualDiskSpace()
    private let calls = WatchedCalls(SimulatedDisk())
    private let store: FileStore

    init() throws {
        store = try FileStore(root: "/media", journals: "/journals", calls: calls)
    }

    private func service(_ quota: RetentionQuota = RetentionQuota()) -> RetentionService {
        RetentionService(
            catalogue: catalogue, media: store, disk: space, quota: quota, clock: clock, timer: ManualClock(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Puts a file of a kilobyte on the disk and into the library.
    private func record(_ id: String, created: Int64, expires: Int64? = nil, tags: [String] = []) async throws {
        let writer = store.makeWriter(folder: ["r"], sessionID: id)
        _ = await withCheckedContinuation { continuation in
            writer.submit([
                .open, .append(ByteBuffer(repeating: 7, count: 1_000)), .seal(name: "\(id).flv", patches: []),
            ]) { continuation.resume(returning: $0) }
        }
        let key = StreamKey(domain: "d", application: "a", stream: "s")
        var file = RecordedFile(
            id: id, cause: .rule, templateID: 0, sessionID: id,
            publication: Publication(
                id: PublicationID(number: 1), key: key, begun: .seconds(0), clientAddress: "", parameters: ""),
            format: .flv, title: id, path: "r/\(id).flv", size: 1_000, facts: MediaFacts(begun: .seconds(0)),
            created: .seconds(created))
        file.notes.expires = expires.map { .seconds($0) }
        file.notes.tags = tags
        try await catalogue.insert(file)
    }

    private func left() async throws -> [String] {
        let names = try await store.examine(folder: ["r"]) { $0.names.sorted() }
        let known = await catalogue.files(matching: RecordedFileFilter(), offset: 0, limit: 99).files
        #expect(names == known.map { $0.id + ".flv" }.sorted())
        return names.map { String($0.dropLast(4)) }
    }

    @Test("deletes what has expired, protected or not")
    func expired() async throws {
        try await record("1", created: 1, expires: 999, tags: ["protected"])
        try await record("2", created: 2, expires: 1_001)
        try await record("3", created: 3)
        await service().look()
        #expect(try await left() == ["2", "3"])
        clock.set(.seconds(1_001))
        await service().look()
        #expect(try await left() == ["3"])
    }

    @Test("deletes the oldest that is not protected, and no more than the quota asks for")
    func quota() async throws {
        for number in 1...5 {
            try await record("\(number)", created: Int64(number), tags: number == 1 ? ["protected"] : [])
        }
        await service(RetentionQuota(maximumBytes: 3_000)).look()
        #expect(try await left() == ["1", "4", "5"])
        await service(RetentionQuota(maximumBytes: 0)).look()
        #expect(try await left() == ["1"])
    }

    @Test("deletes the oldest while too little is free")
    func free() async throws {
        try await record("1", created: 1)
        await service(RetentionQuota(minimumFree: 2 << 30)).look()
        #expect(try await left() == ["1"])
        space.set(.low)
        await service(RetentionQuota(minimumFree: 2 << 30)).look()
        #expect(try await left() == [])
    }

    @Test("goes on with what a fault left, and forgets no file that is still there")
    func fault() async throws {
        try await record("1", created: 1, expires: 1)
        try await record("2", created: 2, expires: 1)
        calls.fail(by: { _, name in name == "unlink" ? EIO : nil })
        await service().look()
        #expect(try await left() == ["1", "2"])
        calls.fail(by: nil)
        await service().look()
        #expect(try await left() == [])
    }

    @Test("forgets orders three months after their end")
    func orders() async throws {
        let day: Int64 = 24 * 3_600
        for (id, end) in [("old", 1_000), ("new", 3 * day)] as [(String, Int64)] {
            let task = RecordingTask(
                id: id, key: StreamKey(domain: "d", application: "a", stream: "s"), start: .seconds(500),
                end: .seconds(end), templateID: 0, created: .seconds(1))
            _ = try await catalogue.insert(task, within: .unlimited)
        }
        clock.set(.seconds(94 * day))
        await service().look()
        #expect(await catalogue.task(id: "old") == nil)
        #expect(await catalogue.task(id: "new") != nil)
    }
}
