// SPDX-License-Identifier: Apache-2.0

import FLV
import Media
import NIOCore

/// A tag as it stands in the file.
struct FileTag {
    var kind: TagHeader.Kind
    /// Milliseconds, never below that of the tag before of its kind.
    var time: Int64
    var body: ByteBuffer
    var role: TagRole
}

/// Walks over the tags of an FLV file.
///
/// A tag that is cut off ends the file: a recording that broke off can be pushed as far as it goes. Where time goes
/// back it stands still instead, since chunk headers can't tell a step backwards from the message before.
struct FileTags {
    private let file: any ByteSource
    private var offset = Int64(FileHeader.length)
    private var latest: [TagHeader.Kind: Int64] = [:]

    init(_ file: any ByteSource) throws(ProgrammeError) {
        guard file.byteCount <= Programme.maximumFileLength else { throw .tooLarge }
        guard file.byteCount >= Int64(FileHeader.length) else { throw file.byteCount == 0 ? .empty : .notFLV }
        guard var bytes = file.read(at: 0, count: FileHeader.length) else { throw .unreadable }
        guard (try? bytes.readFLVFileHeader()) != nil else { throw .notFLV }
        self.file = file
    }

    /// The next tag; nil at the end.
    mutating func next() throws(ProgrammeError) -> FileTag? {
        // PreviousTagSize stands before each tag, and helps only who walks backwards.
        offset += 4
        guard file.byteCount - offset >= Int64(TagHeader.length) else { return nil }
        guard var bytes = file.read(at: offset, count: TagHeader.length) else { throw .unreadable }
        let header: TagHeader
        do throws(FLVError) {
            guard let read = try bytes.readFLVTagHeader(), read.timestamp >= 0 else { throw .truncated }
            header = read
        } catch {
            throw .malformed(offset: offset)
        }
        offset += Int64(TagHeader.length)
        guard file.byteCount - offset >= Int64(header.dataSize) else { return nil }
        guard let body = file.read(at: offset, count: header.dataSize) else { throw .unreadable }
        offset += Int64(header.dataSize)
        let time = max(Int64(header.timestamp), latest[header.kind] ?? 0)
        latest[header.kind] = time
        return FileTag(kind: header.kind, time: time, body: body, role: TagRole(header.kind, body: body))
    }
}
