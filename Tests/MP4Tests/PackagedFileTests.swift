// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore
import RecordingTesting
import Testing

/// MP4 files as a recording makes them: one after another, through batches.
@Suite("MP4 files of a recording")
struct PackagedFileTests {
    private func carryOut(_ operations: [FileOperation]) throws -> [(name: String, bytes: ByteBuffer)] {
        var files: [(name: String, bytes: ByteBuffer)] = []
        var current: ByteBuffer?
        for operation in operations {
            switch operation {
            case .open:
                #expect(current == nil)
                current = ByteBuffer()
            case .append(let bytes):
                try #require(current != nil)
                current?.writeImmutableBuffer(bytes)
            case .patch(let patches):
                try #require(current != nil)
                current?.apply(patches)
            case .seal(let name, let patches):
                var bytes = try #require(current)
                bytes.apply(patches)
                files.append((name, bytes))
                current = nil
            case .assemble(let name, let pieces):
                let written = try #require(current)
                var bytes = ByteBuffer()
                for piece in pieces {
                    switch piece {
                    case .bytes(let part): bytes.writeImmutableBuffer(part)
                    case .written(let offset, let count):
                        let part = written.getSlice(at: Int(offset), length: Int(count))
                        bytes.writeImmutableBuffer(try #require(part))
                    }
                }
                files.append((name, bytes))
                current = nil
            case .note:
                break
            case .replace, .adopt, .synchronize, .journal, .remark:
                Issue.record("a file of its own")
            }
        }
        #expect(current == nil)
        return files
    }

    @Test(
        "are cut at keyframes without losing a packet, and are as large as they are said to be",
        arguments: [false, true])
    func files(isMovieFirst: Bool) throws {
        let packets = Samples.programme(seconds: 10, bFrames: true)
        var packager = SingleFilePackager(
            muxer: MP4Muxer(isMovieFirst: isMovieFirst), interval: .seconds(3), naming: FileNaming(streamID: "room"))
        var batch = FileBatch()
        var finished: [FinishedFile] = []
        try packager.start(tracks: [Samples.avc(), Samples.aac()], origin: .zero, wall: .seconds(0), into: &batch)
        for (index, packet) in packets.enumerated() {
            if index == 300 { try packager.change(Samples.aac("1190"), into: &batch) }
            if let file = try packager.write(packet, arrived: .seconds(0), isDiscontinuous: false, into: &batch) {
                finished.append(file)
            }
        }
        if let file = try packager.finish(end: .seconds(10), into: &batch) { finished.append(file) }
        let files = try carryOut(batch.take())
        #expect(files.count == 4 && finished.map(\.path) == files.map(\.name))
        #expect(files.allSatisfy { $0.name.hasSuffix(".mp4") })
        #expect(finished.map(\.size) == files.map { Int64($0.bytes.readableBytes) })
        var payloads: [MediaKind: [ByteBuffer]] = [:]
        for file in files {
            let read = MP4File(file.bytes)
            #expect(read.faults.isEmpty, "\(read.faults)")
            for kind in MediaKind.allCases {
                payloads[kind, default: []] += try read.packets(of: kind, in: file.bytes).map(\.payload)
            }
            #expect(try read.packets(of: .video, in: file.bytes).first?.isKeyframe == true)
        }
        for kind in MediaKind.allCases {
            #expect(payloads[kind] == packets.filter { $0.kind == kind }.map(\.payload))
        }
    }
}
