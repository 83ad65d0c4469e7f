// SPDX-License-Identifier: Apache-2.0

import Inspection
import Media
import NIOCore

/// A recording's folder in memory, which can be looked at after each write that the store makes of an operation.
struct CrashedFolder: FileSource, CutFolder {
    private(set) var files: [String: ByteBuffer] = [:]
    private(set) var notes: [PackagerNote] = []
    /// The provisional name of the open file.
    private var open: String?
    private var nextNumber = 0
    /// Of a file and its copy, the one that says no more than the other.
    private var redundant: String?

    func open(_ name: String) -> (any ByteSource)? { files[name] }

    var names: Set<String> { Set(files.keys.filter { !$0.hasSuffix(".part") }) }

    var parts: [String] {
        let numbers = files.keys.compactMap { $0.hasSuffix(".part") ? Int($0.dropLast(5)) : nil }
        return numbers.sorted().map { "\($0).part" }
    }

    /// What the next process finds, which knows of no open file.
    var restarted: CrashedFolder {
        var folder = self
        (folder.open, folder.nextNumber, folder.redundant) = (nil, 0, nil)
        return folder
    }

    /// The files in the order in which they were begun: those that have their names, then what was being written.
    func names(endingIn pathExtension: String) -> [String] {
        let names = files.keys.filter { $0 != redundant }.sorted()
        return names.filter { $0.hasSuffix(pathExtension) } + names.filter { $0.hasSuffix(".part") }
    }

    /// What our reader finds in them.
    func packets(
        endingIn pathExtension: String, report: (InspectionReport) -> Void = { _ in }
    ) throws -> [InspectedPacket] {
        var packets: [InspectedPacket] = []
        for name in names(endingIn: pathExtension) {
            report(try FileInspector(folder: self) { packets.append($0) }.inspect(name))
        }
        return packets
    }

    /// Carries an operation out write by write, as the store does; `crash` sees the folder after each of them, and
    /// with `isTorn` also within those that append.
    mutating func run(_ operation: FileOperation, isTorn: Bool, crash: (CrashedFolder) throws -> Void) throws {
        switch operation {
        case .open:
            open = makeProvisionalFile()
        case .append(let bytes):
            guard let open else { throw FuzzFinding(description: "bytes for no file") }
            try append(bytes, to: open, isTorn: isTorn, crash: crash)
            return
        case .patch(let patches):
            try apply(patches, isTorn: isTorn, crash: crash)
            return
        case .seal(let name, let patches):
            try apply(patches, isTorn: isTorn, crash: crash)
            if let open { (files[name], files[open]) = (files[open], nil) }
            open = nil
        case .assemble(let name, let pieces):
            guard let source = open, let written = files[source] else { throw FuzzFinding(description: "no file") }
            let whole = makeProvisionalFile()
            redundant = whole
            for piece in pieces {
                switch piece {
                case .bytes(let bytes): try append(bytes, to: whole, isTorn: isTorn, crash: crash)
                case .written(let offset, let count):
                    guard let bytes = written.read(at: offset, count: Int(count)) else {
                        throw FuzzFinding(description: "a piece of what isn't there")
                    }
                    try append(bytes, to: whole, isTorn: isTorn, crash: crash)
                }
            }
            (files[name], files[whole]) = (files[whole], nil)
            redundant = source
            try crash(self)
            (files[source], redundant, open) = (nil, nil, nil)
        case .replace(let name, let contents):
            let whole = makeProvisionalFile()
            redundant = whole
            try append(contents, to: whole, isTorn: isTorn, crash: crash)
            (files[name], files[whole], redundant) = (contents, nil, nil)
        case .adopt(let part, let length):
            guard open == nil, let bytes = files[part]?.read(at: 0, count: Int(length)) else {
                throw FuzzFinding(description: "\(part) can't be cut to \(length) bytes")
            }
            (files[part], open) = (bytes, part)
        case .note(let note):
            notes.append(note)
        case .journal, .remark, .synchronize:
            throw FuzzFinding(description: "an operation of the recorder's")
        }
        try crash(self)
    }

    private mutating func append(
        _ bytes: ByteBuffer, to name: String, isTorn: Bool, crash: (CrashedFolder) throws -> Void
    ) throws {
        let before = files[name] ?? ByteBuffer()
        let count = bytes.readableBytes
        for length in isTorn ? Set([1, 7, count / 3, count / 2, count - 1]).sorted() : [] where (1..<count) ~= length {
            files[name]?.writeImmutableBuffer(bytes.getSlice(at: bytes.readerIndex, length: length) ?? ByteBuffer())
            try crash(self)
            files[name] = before
        }
        files[name]?.writeImmutableBuffer(bytes)
        try crash(self)
    }

    private mutating func apply(
        _ patches: [Patch], isTorn: Bool, crash: (CrashedFolder) throws -> Void
    ) throws {
        for patch in patches {
            guard let open else { throw FuzzFinding(description: "a patch for no file") }
            let half = patch.bytes.getSlice(at: patch.bytes.readerIndex, length: patch.bytes.readableBytes / 2)
            // One of 16 bytes lies within a page, which is written at once.
            if isTorn, patch.bytes.readableBytes > 16, let half {
                files[open]?.setBuffer(half, at: Int(patch.offset))
                try crash(self)
            }
            files[open]?.setBuffer(patch.bytes, at: Int(patch.offset))
            try crash(self)
        }
    }

    private mutating func makeProvisionalFile() -> String {
        while files["\(nextNumber).part"] != nil { nextNumber += 1 }
        defer { nextNumber += 1 }
        files["\(nextNumber).part"] = ByteBuffer()
        return "\(nextNumber).part"
    }
}
