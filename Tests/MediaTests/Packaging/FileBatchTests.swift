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
}
