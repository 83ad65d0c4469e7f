// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore
import RecordingTesting
import Testing

@Suite("MP4 files beyond 32 bits")
struct LargeFileTests {
    /// A file of which only the beginning of each append was kept; the rest is media that nobody looks at.
    private struct SparseFile: ByteSource {
        private(set) var parts: [(offset: Int64, bytes: ByteBuffer)] = []
        private(set) var byteCount: Int64 = 0

        mutating func append(_ bytes: ByteBuffer, keeping count: Int = 256) {
            let kept = bytes.getSlice(at: bytes.readerIndex, length: min(count, bytes.readableBytes)) ?? bytes
            parts.append((byteCount, ByteBuffer(bytes: kept.readableBytesView)))
            byteCount += Int64(bytes.readableBytes)
        }

        mutating func apply(_ patch: Patch) {
            parts[0].bytes.setBuffer(patch.bytes, at: Int(patch.offset))
        }

        func read(at offset: Int64, count: Int) -> ByteBuffer? {
            guard let part = parts.last(where: { $0.offset <= offset }) else { return nil }
            return part.bytes.getSlice(at: Int(offset - part.offset), length: count)
        }
    }

    /// One packet of 4 MiB a second; each makes a fragment of its own.
    private func record(packets count: Int64, isMovieFirst: Bool = false) throws -> (SparseFile, Completion) {
        var muxer = MP4Muxer(isMovieFirst: isMovieFirst)
        var file = SparseFile()
        var payload = ByteBuffer(integer: UInt32(4 << 20))
        payload.writeRepeatingByte(0x41, count: 4 << 20)
        var bytes = ByteBuffer()
        try muxer.start(tracks: [Samples.avc()], origin: .zero, into: &bytes)
        for index in 0..<count {
            bytes.clear()
            try muxer.write(
                MediaPacket(kind: .video, decodeTime: .seconds(index), isKeyframe: true, payload: payload), into: &bytes
            )
            if bytes.readableBytes > 0 { file.append(bytes, keeping: file.byteCount == 0 ? 32_768 : 256) }
        }
        bytes.clear()
        let completion = muxer.complete(into: &bytes)
        // The last fragment, then the movie box: kept apart, since both are looked at.
        let fragment = Int(4 << 20) + 4 + 8 + Int(try #require(bytes.getInteger(at: 0, as: UInt32.self)))
        let tail = bytes.readSlice(length: fragment)
        file.append(try #require(tail))
        if bytes.readableBytes > 0 { file.append(bytes, keeping: bytes.readableBytes) }
        return (file, completion)
    }

    @Test(
        "have offsets of 64 bits from 4 GiB on, and of 32 bits just below",
        arguments: [510, 515, 1_020, 1_030] as [Int64])
    func offsets(count: Int64) throws {
        var (sparse, completion) = try record(packets: count)
        guard case .patch(let patches) = completion else { throw Unexpected() }
        #expect(MP4File(sparse).faults.map(\.reason) == [.duplicate])
        for patch in patches { sparse.apply(patch) }
        let file = MP4File(sparse)
        #expect(file.faults.isEmpty, "\(file.faults)")
        let samples = try #require(file.tracks.first).samples
        #expect(samples.count == Int(count))
        #expect(samples.map(\.offset) == samples.map(\.offset).sorted())
        let last = try #require(samples.last)
        #expect(
            last.offset + Int64(last.size) == sparse.byteCount
                - Int64(try #require(sparse.parts.last).bytes.readableBytes))
        #expect((last.offset > Int64(UInt32.max)) == (count > 1_023))
        #expect((last.offset > Int64(Int32.max)) == (count > 511))
        let movie = try #require(sparse.parts.last?.bytes).readableBytesView
        let hasLargeOffsets = movie.indices.contains { movie[$0...].starts(with: "co64".utf8) }
        #expect(hasLargeOffsets == (count > 1_023))
    }

    @Test("are put together with the movie box at the front")
    func movieFirst() throws {
        let (sparse, completion) = try record(packets: 1_030, isMovieFirst: true)
        guard case .assemble(let pieces) = completion else { throw Unexpected() }
        #expect(pieces.count == 2)
        guard case .bytes(let head) = pieces[0], case .written(let offset, let count) = pieces[1] else {
            throw Unexpected()
        }
        #expect(offset + count == sparse.byteCount)
        let file = MP4File(Extended(head: head, byteCount: Int64(head.readableBytes) + count))
        #expect(file.faults.isEmpty, "\(file.faults)")
        let samples = try #require(file.tracks.first).samples
        #expect(samples.count == 1_030)
        // Each sample is where the fragment's was, moved by as much as the head grew.
        let fragments = try #require(MP4File(sparse).tracks.first).samples
        let shift = Int64(head.readableBytes) - offset
        #expect(samples.map(\.offset) == fragments.map { $0.offset + shift })
    }

    private struct Unexpected: Error {}

    /// A head and as many bytes as it claims.
    private struct Extended: ByteSource {
        var head: ByteBuffer
        var byteCount: Int64

        func read(at offset: Int64, count: Int) -> ByteBuffer? { head.read(at: offset, count: count) }
    }
}
