// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// One step on the files of a recording.
package enum FileOperation: Hashable, Sendable {
    /// Creates a file under a provisional name and makes it the current one.
    case open
    /// Adds bytes to the end of the current file.
    case append(ByteBuffer)
    /// Writes over bytes of the current file, which goes on growing.
    case patch([Patch])
    /// Applies the patches to the current file, makes it durable and gives it its name; no file is current then.
    case seal(name: String, patches: [Patch])
    /// Copies pieces of the current file and new bytes to a new file, makes that durable and gives it its name;
    /// the current file is deleted after that, and no file is current then.
    case assemble(name: String, pieces: [Piece])
    /// Writes a whole small file under its name, atomically and durably, over an older one.
    case replace(name: String, contents: ByteBuffer)
    /// Makes a provisional file that a crash left the current one, cut to its first `length` bytes.
    case adopt(part: String, length: Int64)
    /// Makes the bytes of the current file durable; once that fails they count as lost.
    case synchronize
    /// Remembers something of the recording's state, durably, before what comes after.
    case note(PackagerNote)
    /// Adds a line to the recording's journal, durably, before what comes after.
    case journal(ByteBuffer)
    /// Adds a line to the recording's journal, which becomes durable some time later.
    case remark(ByteBuffer)
}

/// What a recording wants done on disk, in the order in which it must become durable.
///
/// Packets collect in the last `append`, so that nothing is allocated for each; the edge takes the batch
/// when it is large or old enough and carries it out as one job.
package struct FileBatch: Sendable {
    package private(set) var operations: [FileOperation] = []
    /// Bytes that have not been closed off by another operation.
    private var pending: ByteBuffer
    /// What the most bytes of late were: those to come are given room for as many at once.
    private var expected = 0
    /// Payload bytes in the batch.
    package private(set) var byteCount = 0

    package init() {
        pending = ByteBuffer()
    }

    package var isEmpty: Bool { operations.isEmpty && pending.readableBytes == 0 }

    /// Makes a new file the current one.
    package mutating func open() {
        close()
        operations.append(.open)
    }

    /// Lets `write` add bytes to the end of the current file.
    package mutating func append<Failure: Error>(
        _ write: (inout ByteBuffer) throws(Failure) -> Void
    ) throws(Failure) {
        if pending.capacity == 0 { pending.reserveCapacity(expected) }
        let before = pending.readableBytes
        defer { byteCount += pending.readableBytes - before }
        try write(&pending)
    }

    /// Whether bytes to come would have to be given a place.
    package var needsRoom: Bool { pending.capacity == 0 }

    /// Gives the bytes to come the place of others that are of no use any more; where somebody still has them it is not
    /// touched.
    package mutating func use(_ room: consuming ByteBuffer) {
        guard needsRoom else { return }
        pending = consume room
        pending.clear(minimumCapacity: expected)
    }

    /// Writes over bytes of the current file that have been appended before.
    package mutating func patch(_ patches: [Patch]) {
        guard !patches.isEmpty else { return }
        close()
        byteCount += patches.reduce(0) { $0 + $1.bytes.readableBytes }
        operations.append(.patch(patches))
    }

    /// Ends the current file.
    package mutating func seal(name: String, patches: [Patch]) {
        close()
        operations.append(.seal(name: name, patches: patches))
    }

    /// Ends the current file in the way that its muxer asks for.
    package mutating func seal(name: String, _ completion: Completion) {
        switch completion {
        case .patch(let patches): seal(name: name, patches: patches)
        case .assemble(let pieces):
            close()
            operations.append(.assemble(name: name, pieces: pieces))
        }
    }

    /// Writes a small file at once.
    package mutating func replace(name: String, contents: ByteBuffer) {
        close()
        byteCount += contents.readableBytes
        operations.append(.replace(name: name, contents: contents))
    }

    /// Makes a provisional file that a crash left the current one, and cuts off what is behind `length`.
    package mutating func adopt(part: String, length: Int64) {
        close()
        operations.append(.adopt(part: part, length: length))
    }

    /// Remembers something for the time after a crash.
    package mutating func note(_ note: PackagerNote) {
        close()
        operations.append(.note(note))
    }

    /// Adds a line to the recording's journal.
    package mutating func journal(_ line: ByteBuffer) {
        close()
        operations.append(.journal(line))
    }

    /// Adds a line to the recording's journal that is of use and not needed.
    package mutating func remark(_ line: ByteBuffer) {
        close()
        operations.append(.remark(line))
    }

    /// Hands over what has collected and begins anew.
    package mutating func take() -> [FileOperation] {
        close()
        defer {
            operations = []
            byteCount = 0
        }
        return operations
    }

    private mutating func close() {
        guard pending.readableBytes > 0 else { return }
        operations.append(.append(pending))
        // One that was large doesn't make all that follow large.
        expected = max(pending.readableBytes, expected - expected / 8)
        pending = ByteBuffer()
    }
}
