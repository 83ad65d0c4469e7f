// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Media
import NIOCore
import RecordingModel
import Storage
import StorageTesting
import Testing

@Suite(.timeLimit(.minutes(30))) struct JournalTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("keeps the lines of a recording until that is finished")
    func lines() async throws {
        let store = try FileStore(root: folder.path)
        let writer = store.makeWriter(folder: ["r"], sessionID: "7")
        try await writer.write([.line("first"), .open, .append("bytes"), .line("second")])
        #expect(try await store.unfinishedSessions() == ["7"])
        #expect(try await store.journal(ofSession: "7").map(String.init(buffer:)) == ["first", "second"])

        // Another writer goes on with it, behind a line that a crash has torn.
        try folder.write("\nfirst\n\nsec", to: ".journals/7.journal")
        try await store.makeWriter(folder: ["r"], sessionID: "7").write([.line("third")])
        #expect(try await store.journal(ofSession: "7").map(String.init(buffer:)) == ["first", "sec", "third"])

        try await store.finish(sessionID: "7", folder: ["r"])
        #expect(try await store.unfinishedSessions().isEmpty)
        #expect(try await store.journal(ofSession: "7").isEmpty)
        #expect(try folder.names(in: "r").isEmpty, "what has no name is not needed any more")
        await store.shutdown()
    }

    @Test("has a line on the disk before what comes after")
    func order() async throws {
        let calls = WatchedCalls()
        let store = try FileStore(root: folder.path, calls: calls)
        let begin = calls.names.count
        try await store.makeWriter(folder: ["r"], sessionID: "7").write([
            .line("first"), .open, .append("bytes"), .synchronize, .line("second"), .seal("f"),
        ])
        #expect(
            calls.names[begin...].filter { !["open", "seekToEnd", "pread"].contains($0) } == [
                // The journal with its folder, then the recording's folder, then the file.
                "write", "fdatasync", "fsync", "mkdir", "fsync", "write", "fsync", "fdatasync", "write", "fdatasync",
                "fdatasync", "rename", "fsync",
            ])
        await store.shutdown()
    }

    @Test("takes up a provisional file, cut to what is whole in it")
    func adopt() async throws {
        let store = try FileStore(root: folder.path)
        try folder.write("whole|torn", to: "r/3.part")
        try await store.makeWriter(folder: ["r"], sessionID: "7").write([
            .adopt(part: "3.part", length: 6), .append("end"), .seal("f"),
        ])
        #expect(try folder.names(in: "r") == ["f"])
        #expect(try folder.text("r/f") == "whole|end")
        let fault = await store.makeWriter(folder: ["r"], sessionID: "8").fault([.adopt(part: "../r/f", length: 1)])
        #expect(fault != nil)
        await store.shutdown()
    }

    @Test("cuts off what a failed sync leaves in doubt, and never syncs it again")
    func failedSync() async throws {
        let calls = WatchedCalls()
        let store = try FileStore(root: folder.path, calls: calls)
        let writer = store.makeWriter(folder: ["r"], sessionID: "7")
        try await writer.write([.open, .append("durable"), .synchronize, .append("doubtful")])
        calls.fail(by: { _, name in name == "fdatasync" ? EIO : nil })
        let fault = try #require(await writer.fault([.synchronize]))
        #expect(fault.errorNumber == EIO)
        #expect(try folder.text("r/0.part") == "durable")
        let syncs = calls.names.count { $0 == "fdatasync" }
        #expect(await writer.fault([.synchronize, .seal("f")]) == fault)
        #expect(calls.names.count { $0 == "fdatasync" } == syncs)
        #expect(try folder.openFiles().isEmpty)
        await store.shutdown()
    }

    @Test("takes silence in a file of MP3 for what it is")
    func silence() async throws {
        let store = try FileStore(root: folder.path)
        try folder.write("", to: "r/0.part")
        let frame = [0xFF, 0xFB, 0x92, 0x64] + [UInt8](repeating: 0, count: 414)
        let handle = try FileHandle(forWritingTo: URL(filePath: folder.path + "/r/0.part"))
        for _ in 0..<120 { try handle.write(contentsOf: frame) }
        try handle.close()
        #expect(try await store.examine(folder: ["r"]) { $0.open("0.part")?.byteCount } == Int64(120 * frame.count))
        await store.shutdown()
    }

    @Test("shows what a crash left: complete files, and provisional ones by their numbers")
    func examine() async throws {
        let store = try FileStore(root: folder.path)
        for name in ["10.part", "9.part", "a.flv", "x.part"] { try folder.write(name, to: "r/\(name)") }
        let (names, parts, text, byteCount) = try await store.examine(folder: ["r"]) { folder in
            let file = folder.open("10.part")
            return (
                folder.names, folder.parts, file?.read(at: 1, count: 3).map(String.init(buffer:)), file?.byteCount
            )
        }
        #expect(names == ["a.flv", "x.part"])
        #expect(parts == ["9.part", "10.part"])
        #expect(text == "0.p")
        #expect(byteCount == 7)
        #expect(try await store.examine(folder: ["none"]) { $0.names.isEmpty && $0.open("f") == nil })
        await store.shutdown()
    }
}

extension FileOperation {
    fileprivate static func line(_ text: String) -> FileOperation { .journal(ByteBuffer(string: text)) }
}
