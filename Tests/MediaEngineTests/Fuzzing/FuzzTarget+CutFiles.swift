// SPDX-License-Identifier: Apache-2.0

import AudioFiles
import FLV
import HLS
import MP4
import MPEGTS
import Media
import NIOCore

/// Files that were cut off, as their packagers take them up after a crash.
extension FuzzTarget {
    static let cutFiles = [
        cutFile(
            "cut flv", SingleFilePackager(muxer: FLVMuxer(indexCapacity: 8), interval: .seconds(60), naming: naming)),
        cutFile("cut mp4", SingleFilePackager(muxer: MP4Muxer(), interval: .seconds(60), naming: naming)),
        cutFile(
            "cut mp4, movie first",
            SingleFilePackager(muxer: MP4Muxer(isMovieFirst: true), interval: .seconds(60), naming: naming)),
        cutFile("cut ts", HLSPackager(muxer: TSMuxer(), targetDuration: .seconds(60)) { _, _ in "title" }),
        cutFile("cut fmp4", HLSPackager(muxer: FragmentedMuxer(), targetDuration: .seconds(60)) { _, _ in "title" }),
        cutFile(
            "cut adts", SingleFilePackager(muxer: ADTSMuxer(), interval: .seconds(60), naming: naming), kinds: [.audio]),
        cutFile(
            "cut mp3", SingleFilePackager(muxer: MP3Muxer(), interval: .seconds(60), naming: naming), kinds: [.audio],
            isMP3: true),
    ]

    private static let naming = FileNaming(streamID: "s")

    private static func cutFile<P: Packager>(
        _ name: String, _ packager: P, kinds: Set<MediaKind> = [.video, .audio], isMP3: Bool = false
    ) -> FuzzTarget {
        let cut = Result { try longest(packager, kinds: kinds, isMP3: isMP3) }
        return FuzzTarget(
            name: name, samples: { [Array(try cut.get().bytes.readableBytesView)] },
            dictionary: ["moof", "mdat", "moov", "traf", "trun", "tfdt", "\u{47}"]
        ) { bytes, _ in
            let notes = try cut.get().notes
            let (kept, files) = try recover(packager, notes, bytes)
            guard let kept else { return }
            // What was kept is all there is to keep of it, and the same is made of it.
            let (again, sameFiles) = try recover(packager, notes, Array(bytes.prefix(kept)))
            try FuzzFinding.require(again == kept && sameFiles == files, "keeps \(again ?? 0) of \(kept) bytes")
        }
    }

    /// How many bytes are kept of a provisional file, and what becomes of them.
    private static func recover<P: Packager>(
        _ packager: P, _ notes: [PackagerNote], _ bytes: [UInt8]
    ) throws -> (kept: Int?, files: [FinishedFile]) {
        let source = MeasuredSource(ByteBuffer(bytes: bytes))
        var (packager, batch) = (packager, FileBatch())
        let files = try packager.recover(notes, in: CutFile(source: source), into: &batch)
        try source.check()
        var (kept, size): (Int?, Int64) = (nil, 0)
        for operation in batch.take() {
            switch operation {
            case .adopt(_, let length):
                try FuzzFinding.require((1...Int64(bytes.count)).contains(length), "keeps \(length) bytes")
                (kept, size) = (Int(length), length)
            case .append(let bytes): size += Int64(bytes.readableBytes)
            case .seal(_, let patches), .patch(let patches):
                let isWithin = patches.allSatisfy { $0.offset + Int64($0.bytes.readableBytes) <= size }
                try FuzzFinding.require(isWithin, "a patch beyond the file")
            case .assemble(_, let pieces):
                for case .written(let offset, let count) in pieces {
                    try FuzzFinding.require(
                        offset >= 0 && count >= 0 && offset + count <= size, "a piece beyond the file")
                }
            case .open, .replace, .note, .journal, .remark, .synchronize: break
            }
        }
        return (kept, files)
    }

    /// Notes and bytes of the longest unfinished file of a recording.
    private static func longest<P: Packager>(
        _ packager: P, kinds: Set<MediaKind>, isMP3: Bool
    ) throws -> (notes: [PackagerNote], bytes: ByteBuffer) {
        var recording = CutRecording(seconds: 2)
        (recording.kinds, recording.isMP3) = (kinds, isMP3)
        var cut: (notes: [PackagerNote], bytes: ByteBuffer) = ([], ByteBuffer())
        _ = try recording.record(packager) { folder, _ in
            let bytes = folder.parts.last.flatMap { folder.files[$0] } ?? ByteBuffer()
            if bytes.readableBytes > cut.bytes.readableBytes { cut = (folder.notes, bytes) }
        }
        return cut
    }
}

/// A folder with nothing but a provisional file.
private struct CutFile: CutFolder {
    var source: MeasuredSource

    var names: Set<String> { [] }
    var parts: [String] { ["0.part"] }
    func open(_ name: String) -> (any ByteSource)? { name == "0.part" ? source : nil }
}
