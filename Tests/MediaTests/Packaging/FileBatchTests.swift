// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("File batch")
struct FileBatchTests {
    @Test("gathers appended bytes until another operation closes them off")
    func gathers() {
        var batch = FileBatch()
        #expect(batch.isEmpty)
        batch.open()
        batch.append { $0.writeString("ab") }
        batch.append { $0.writeString("c") }
        #expect(batch.byteCount == 3)
        let patch = Patch(offset: 1, bytes: ByteBuffer(string: "x"))
        batch.seal(name: "one", patches: [patch])
        batch.replace(name: "list", contents: ByteBuffer(string: "1234"))
        batch.append { $0.writeString("d") }
        #expect(batch.byteCount == 8)
        #expect(
            batch.take() == [
                .open, .append(ByteBuffer(string: "abc")), .seal(name: "one", patches: [patch]),
                .replace(name: "list", contents: ByteBuffer(string: "1234")), .append(ByteBuffer(string: "d")),
            ])
        #expect(batch.isEmpty)
        #expect(batch.byteCount == 0)
        #expect(batch.take().isEmpty)
    }

    @Test("writes in the room of bytes that nobody has any more, and beside those that somebody has")
    func usesRoom() throws {
        var batch = FileBatch()
        #expect(batch.needsRoom)
        batch.append { $0.writeString("first") }
        #expect(!batch.needsRoom)
        let operations = batch.take()
        let kept = try #require(operations.first.flatMap(bytes(of:)))
        batch.use(kept)
        batch.append { $0.writeString("second") }
        #expect(String(buffer: kept) == "first")
        #expect(batch.take() == [.append(ByteBuffer(string: "second"))])
        var room = ByteBuffer()
        room.reserveCapacity(4_096)
        let place = unsafe room.withVeryUnsafeBytes { Int(bitPattern: $0.baseAddress) }
        batch.use(consume room)
        batch.append { $0.writeString("third") }
        let written = try #require(batch.take().first.flatMap(bytes(of:)))
        let used = unsafe written.withVeryUnsafeBytes { Int(bitPattern: $0.baseAddress) }
        #expect(used == place)
        #expect(String(buffer: written) == "third")
    }

    private func bytes(of operation: FileOperation) -> ByteBuffer? {
        if case .append(let bytes) = operation { bytes } else { nil }
    }

    @Test("counts what was written before an error")
    func countsDespiteErrors() {
        var batch = FileBatch()
        #expect(throws: CodecError.truncated) {
            try batch.append { (bytes) throws(CodecError) in
                bytes.writeString("ab")
                throw .truncated
            }
        }
        #expect(batch.byteCount == 2)
    }

    @Test("keeps back a part of a page where much comes, and never for longer than until the next time")
    func pages() {
        var batch = FileBatch()
        batch.open()
        batch.append { $0.writeRepeatingByte(1, count: 70_000) }
        #expect(batch.takePages(room: ByteBuffer()).map(\.byteCount) == [0, 69_632])
        #expect(batch.byteCount == 368)
        batch.append { $0.writeRepeatingByte(2, count: 80_000) }
        // 69,632 bytes have gone, a whole number of pages.
        #expect(batch.takePages(room: ByteBuffer()).map(\.byteCount) == [77_824])
        #expect(batch.byteCount == 2_544)
        // Little came: all goes, and nothing is left.
        batch.append { $0.writeRepeatingByte(3, count: 100) }
        #expect(batch.takePages(room: ByteBuffer()).map(\.byteCount) == [2_644])
        #expect(batch.isEmpty)
        // The next file has pages of its own.
        batch.seal(name: "a", patches: [])
        batch.open()
        batch.append { $0.writeRepeatingByte(4, count: 65_536) }
        #expect(batch.takePages(room: ByteBuffer()).map(\.byteCount) == [0, 0, 65_536])
        #expect(batch.isEmpty)
    }
}

extension FileOperation {
    fileprivate var byteCount: Int {
        if case .append(let bytes) = self { bytes.readableBytes } else { 0 }
    }
}
