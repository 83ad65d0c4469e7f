// SPDX-License-Identifier: Apache-2.0

import Glibc
import RecordingModel
import RecordingTesting
import Storage
import StorageTesting
import Synchronization
import Testing

@Suite("What recordings have written", .timeLimit(.minutes(30)))
struct DurabilityTests {
    private let disk = SimulatedDisk()

    private func store(_ calls: WatchedCalls) throws -> FileStore {
        try FileStore(root: "/media", journals: "/journals", calls: calls, threadCount: 1)
    }

    /// What a cut of the power leaves for sure: what each of several cuts does.
    private func durable(_ path: String) -> String {
        let left = (0..<20).map { seed in
            var generator = SeededGenerator(seed: seed)
            return disk.afterPowerCut(&generator).files[path] ?? []
        }
        let length = left.map(\.count).min() ?? 0
        let certain = (0..<length).prefix { index in Set(left.map { $0[index] }).count == 1 }
        return String(decoding: left[0].prefix(certain.count), as: UTF8.self)
    }

    @Test("becomes durable together, by one call, with the names of the files")
    func together() async throws {
        let calls = WatchedCalls(disk)
        let store = try store(calls)
        let writers = (0..<3).map { store.makeWriter(folder: ["\($0)"], sessionID: "\($0)") }
        await store.synchronize()
        #expect(!calls.names.contains("syncfs"), "nothing was written")
        for writer in writers { try await writer.write([.open, .append("here")]) }
        let before = calls.names.count
        await store.synchronize()
        #expect(calls.names[before...] == ["syncfs"])
        for number in 0..<3 { #expect(durable("/media/\(number)/0.part") == "here") }
        for writer in writers { try await writer.write([.seal("f")]) }
        let after = calls.names.count
        await store.synchronize()
        #expect(calls.names.count == after, "what is sealed is durable")
        await store.shutdown()
    }

    @Test("is asked for file by file when that fails, and only who is concerned is cut short")
    func failing() async throws {
        let calls = WatchedCalls(disk)
        let store = try store(calls)
        let (well, ill) = (
            store.makeWriter(folder: ["well"], sessionID: "1"), store.makeWriter(folder: ["ill"], sessionID: "2")
        )
        for writer in [ill, well] { try await writer.write([.open, .append("durable")]) }
        await store.synchronize()
        for writer in [ill, well] { try await writer.write([.append("doubtful")]) }
        // The file that was opened first is asked first, whichever that is.
        let failures = SyncFailures()
        calls.fail { _, name in failures.errorNumber(of: name) }
        await store.synchronize()
        var faults: [StorageFault] = []
        for writer in [well, ill] {
            if let fault = await writer.fault([.append("more")]) { faults.append(fault) }
        }
        #expect(faults.map(\.errorNumber) == [EIO])
        let contents = ["well", "ill"].map { String(decoding: disk.files["/media/\($0)/0.part"] ?? [], as: UTF8.self) }
        #expect(contents.sorted() == ["durable", "durabledoubtfulmore"])
        await store.shutdown()
    }
}

/// Fails the sync of the file system, and then that of one file.
private final class SyncFailures: Sendable {
    private let files = Mutex(0)

    func errorNumber(of call: String) -> CInt? {
        switch call {
        case "syncfs": EIO
        case "fdatasync":
            files.withLock { count in
                count += 1
                return count == 1 ? EIO : nil
            }
        default: nil
        }
    }
}
