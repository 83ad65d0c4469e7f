// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import NIOPosix
import RecordingModel
import Storage
import Testing

@Suite(.timeLimit(.minutes(30))) struct FileWriterTests {
    let folder: TemporaryFolder
    let store: FileStore
    let writer: any RecordingWriter

    init() throws {
        folder = try TemporaryFolder()
        store = try FileStore(root: folder.path)
        writer = store.makeWriter(folder: ["r"])
    }

    @Test("gives a file its name when it is sealed, with the patches applied")
    func seal() async throws {
        try await writer.write([.open, .append("head----"), .append("body")])
        #expect(try folder.names(in: "r") == ["0.part"])
        let patches = [
            Patch(offset: 4, bytes: ByteBuffer(string: "=12=")), Patch(offset: 0, bytes: ByteBuffer(string: "H")),
        ]
        try await writer.write([.append("tail"), .seal(name: "a.flv", patches: patches)])
        #expect(try folder.names(in: "r") == ["a.flv"])
        #expect(try folder.text("r/a.flv") == "Head=12=bodytail")
        try await writer.write([.open, .append("next"), .seal("b.flv")])
        #expect(try folder.text("r/b.flv") == "next")
        #expect(try folder.names(in: "r") == ["a.flv", "b.flv"])
    }

    @Test("writes every byte of a large append")
    func large() async throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        try await writer.write([.open, .append(ByteBuffer(bytes: bytes)), .seal("large")])
        #expect(try folder.bytes("r/large") == bytes)
    }

    @Test("tells the checksum of what lies there, whether a file is like the one before or patched after all")
    func checksumsOfKinds() async throws {
        try await writer.write([.open, .append("abc"), .seal("first")])
        let patch = [Patch(offset: 0, bytes: ByteBuffer(string: "a"))]
        let files = try await writer.write([
            .open, .append("a"), .append("bc"), .replace("list", "between"), .seal("as written"),
            .open, .append("xbc"), .seal(name: "patched at the end", patches: patch),
            .open, .append("abc"), .seal("after a patched one"),
            .open, .append("xbc"), .patch(patch), .seal("patched while it grew"),
            .open, .append("abcdef"), .assemble(name: "assembled", pieces: [.written(offset: 0, count: 3)]),
            .open, .append("abc"), .seal("last"),
        ])
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        for file in files where file.name != "list" {
            #expect(file == StoredFile(name: file.name, size: 3, sha256: abc))
            #expect(try folder.text("r/\(file.name)") == "abc")
        }
        #expect(files.count == 7)
    }

    @Test("replaces a small file as a whole, whether a file is open or not")
    func replace() async throws {
        try await writer.write([.replace("index.m3u8", "first and longer")])
        #expect(try folder.text("r/index.m3u8") == "first and longer")
        try await writer.write([.open, .append("seg"), .replace("index.m3u8", "second"), .append("ment")])
        #expect(try folder.text("r/index.m3u8") == "second")
        try await writer.write([.seal("0.ts")])
        #expect(try folder.text("r/0.ts") == "segment")
        #expect(try folder.names(in: "r") == ["0.ts", "index.m3u8"])
    }

    @Test("writes over what a growing file holds already")
    func patch() async throws {
        try await writer.write([.open, .append("head----")])
        try await writer.write([.patch([Patch(offset: 4, bytes: ByteBuffer(string: "1234"))]), .append("tail")])
        try await writer.write([.seal("a.mp4")])
        #expect(try folder.text("r/a.mp4") == "head1234tail")
    }

    @Test("puts a file together from pieces of what was written, and leaves nothing else")
    func assemble() async throws {
        let pieces: [Piece] = [
            .bytes(ByteBuffer(string: "moov ")), .written(offset: 5, count: 4), .bytes(ByteBuffer(string: "-")),
            .written(offset: 0, count: 4),
        ]
        let files = try await writer.write([
            .open, .append("head body tail"), .assemble(name: "a.mp4", pieces: pieces),
        ])
        #expect(try folder.text("r/a.mp4") == "moov body-head")
        #expect(try folder.names(in: "r") == ["a.mp4"])
        #expect(files.map(\.size) == [14])
        try await writer.write([.open, .append("next"), .seal("b.mp4")])
        #expect(try folder.names(in: "r") == ["a.mp4", "b.mp4"])
    }

    @Test("takes a piece beyond the end of what was written for a fault")
    func assemblesNothing() async throws {
        let fault = await writer.fault([
            .open, .append("short"), .assemble(name: "a.mp4", pieces: [.written(offset: 3, count: 9)]),
        ])
        #expect(fault?.errorNumber == EIO)
    }

    @Test("tells size and SHA-256 of each file as it lies on the disk, patches applied")
    func checksums() async throws {
        let files = try await writer.write([
            .open, .append("abX"), .seal(name: "a", patches: [Patch(offset: 2, bytes: ByteBuffer(string: "c"))]),
            .replace("empty", ""),
        ])
        #expect(
            files == [
                StoredFile(
                    name: "a", size: 3, sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                StoredFile(
                    name: "empty", size: 0,
                    sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ])
        let block = [UInt8](repeating: 0x61, count: 1_000_000)
        let large = try await writer.write([.open, .append(ByteBuffer(bytes: block)), .seal("large")])
        #expect(large.map(\.sha256) == ["cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"])
    }

    @Test("never seals over an existing file, and writes nothing after a fault")
    func collision() async throws {
        try folder.write("older", to: "r/a.flv")
        let fault = try #require(await writer.fault([.open, .append("newer"), .seal("a.flv")]))
        #expect(fault.errorNumber == EEXIST)
        #expect(try folder.text("r/a.flv") == "older")
        #expect(try folder.text("r/0.part") == "newer", "what was recorded stays on the disk")
        #expect(await writer.fault([.replace("b", "b")]) == fault)
        #expect(await writer.fault([]) == fault)
        #expect(try folder.names(in: "r") == ["0.part", "a.flv"])
        #expect(try folder.openFiles().isEmpty)
    }

    @Test("passes over what a crash has left")
    func leftovers() async throws {
        try folder.write("a", to: "r/0.part")
        try folder.write("b", to: "r/1.part")
        try await writer.write([.open, .append("c"), .seal("c")])
        #expect(try folder.names(in: "r") == ["0.part", "1.part", "c"])
        #expect(try folder.text("r/0.part") == "a")
    }

    @Test(
        "refuses operations in an order that makes no sense",
        arguments: [[.append("a")], [.seal("a")], [.open, .open], [.open, .seal("a"), .seal("b")]] as [[FileOperation]])
    func order(operations: [FileOperation]) async throws {
        let fault = try #require(await writer.fault(operations))
        #expect(fault.errorNumber == 0)
    }

    @Test(
        "refuses names that lead elsewhere or are provisional",
        arguments: [
            ("", EINVAL), (".", EINVAL), ("..", EINVAL), ("../a", EINVAL), ("/a", EINVAL), ("a/b", EINVAL),
            ("a\u{0}b", EINVAL), ("7.part", EINVAL), (String(repeating: "n", count: 256), ENAMETOOLONG),
        ])
    func unsafeNames(name: String, errorNumber: Int32) async throws {
        #expect(await writer.fault([.replace(name, "x")])?.errorNumber == errorNumber)
        let other = store.makeWriter(folder: ["s"])
        #expect(await other.fault([.open, .seal(name)])?.errorNumber == errorNumber)
        #expect(try folder.names().allSatisfy { [".journals", "r", "s"].contains($0) })
    }

    @Test("carries jobs out in the order of each submitter, and completes them in the order it carried them out")
    func serial() async throws {
        let completed = CompletionLog()
        let (threads, jobs) = (8, 250)
        try await writer.write([.open])
        await withTaskGroup { group in
            for thread in 0..<threads {
                group.addTask {
                    for job in 0..<jobs {
                        let number = thread * jobs + job
                        writer.submit([.append("\(number)\n")]) { _ in completed.note(number) }
                    }
                }
            }
        }
        try await writer.write([.seal("log")])
        let log = try folder.text("r/log").split(separator: "\n").compactMap { Int($0) }
        #expect(log.count == threads * jobs)
        #expect(log == completed.numbers)
        for thread in 0..<threads {
            let own = log.filter { $0 / jobs == thread }
            #expect(own == Array(thread * jobs..<(thread + 1) * jobs))
        }
    }

    @Test("works off the caller's event loop")
    func offLoop() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let wasOnLoop = try await loop.flatSubmit {
            let promise = loop.makePromise(of: Bool.self)
            writer.submit([.open]) { _ in promise.succeed(loop.inEventLoop) }
            return promise.futureResult
        }.get()
        #expect(!wasOnLoop)
        try await group.shutdownGracefully()
    }

    @Test("closes the open file when it is dropped, and leaves it under its provisional name")
    func dropped() async throws {
        try await store.makeWriter(folder: ["dropped"]).write([.open, .append("what there was")])
        // The last job lets go of the writer a moment after its completion; the store's shutdown is after that.
        await store.shutdown()
        #expect(try folder.openFiles().isEmpty)
        #expect(try folder.text("dropped/0.part") == "what there was")
    }

    /// Each recording costs the disk a dozen syncs; so many are enough to be more than the threads by far.
    @Test("serves many recordings at once and leaks no descriptor")
    func many() async throws {
        let count = 64
        let writers = (0..<count).map { store.makeWriter(folder: ["live", "room\($0)"]) }
        try await withThrowingTaskGroup { group in
            for (number, writer) in writers.enumerated() {
                group.addTask { try await writer.write([.open, .append("\(number):")]) }
            }
            try await group.waitForAll()
        }
        #expect(try folder.openFiles().count == count)
        try await withThrowingTaskGroup { group in
            for (number, writer) in writers.enumerated() {
                group.addTask {
                    try await writer.write([.append("end"), .seal("\(number).ts"), .replace("index.m3u8", "#EXTM3U")])
                }
            }
            try await group.waitForAll()
        }
        #expect(try folder.openFiles().isEmpty)
        for number in 0..<count {
            #expect(try folder.text("live/room\(number)/\(number).ts") == "\(number):end")
            #expect(try folder.names(in: "live/room\(number)") == ["\(number).ts", "index.m3u8"])
        }
    }
}
