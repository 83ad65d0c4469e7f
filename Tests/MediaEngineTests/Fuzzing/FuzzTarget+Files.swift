// SPDX-License-Identifier: Apache-2.0

import AudioFiles
import FLV
import HLS
import Inspection
import MP4
import MPEGTS
import Media
import NIOCore
import Synchronization

/// Files, as `aircheck inspect` reads them.
extension FuzzTarget {
    static let files = [
        inspection(
            "flv file", [{ try muxed(FLVMuxer(indexCapacity: 8)) }], ["FLV", "onMetaData", "keyframes", "times"]),
        inspection("ts file", [{ try muxed(TSMuxer()) }], ["\u{47}"]),
        inspection(
            "mp4 file",
            [{ try muxed(MP4Muxer()) }, { try muxed(MP4Muxer(), isFinished: false) }, { try fragment() }], boxes),
        inspection("adts file", [{ try muxed(ADTSMuxer(), kinds: [.audio]) }]),
        inspection("mp3 file", [{ try mp3() }], ["ID3", "TAG", "Xing", "Info", "LAME", "VBRI"]),
        movie(),
        playlist(),
    ]

    private static let boxes = [
        "ftyp", "free", "moov", "mvhd", "trak", "tkhd", "edts", "elst", "mdia", "mdhd", "hdlr", "minf", "stbl", "stsd",
        "stts", "ctts", "stss", "stsz", "stsc", "stco", "co64", "mvex", "trex", "moof", "mfhd", "traf", "tfhd", "tfdt",
        "trun", "mdat", "avc1", "mp4a", "esds",
    ]

    /// One file of a format; what it is, is told by its first bytes.
    private static func inspection(
        _ name: String, _ samples: [@Sendable () throws -> [UInt8]], _ dictionary: [String] = []
    ) -> FuzzTarget {
        FuzzTarget(name: name, samples: { try samples.map { try $0() } }, dictionary: dictionary) { bytes, _ in
            try inspect(MeasuredFolder(["file": bytes]), "file")
        }
    }

    /// A playlist among good segments, and a list of broken ones.
    private static func playlist() -> FuzzTarget {
        FuzzTarget(
            name: "playlist",
            samples: {
                [
                    """
                    #EXTM3U
                    #EXT-X-VERSION:3
                    #EXT-X-TARGETDURATION:2
                    #EXT-X-MEDIA-SEQUENCE:0
                    #EXT-X-PLAYLIST-TYPE:VOD
                    #EXT-X-PROGRAM-DATE-TIME:2026-11-23T08:00:00.000+08:00
                    #EXTINF:1.000,
                    0.ts
                    #EXT-X-DISCONTINUITY
                    #EXTINF:1.000,
                    0.ts
                    #EXT-X-ENDLIST

                    """,
                    """
                    #EXTM3U
                    #EXT-X-VERSION:6
                    #EXT-X-TARGETDURATION:1
                    #EXT-X-INDEPENDENT-SEGMENTS
                    #EXT-X-MAP:URI="init.mp4",BYTERANGE="100@0"
                    #EXT-X-GAP
                    #EXTINF:0.5,title
                    0.m4s
                    """,
                ].map { Array($0.utf8) }
            },
            dictionary: [
                "#EXTINF:1.0,\n0.ts\n", "#EXT-X-MAP:URI=\"init.mp4\"\n", "#EXT-X-DISCONTINUITY\n", "#EXT-X-ENDLIST\n",
                "../", "\"", "\r\n", "99999999999999999999", "nan", "-1", "1e400", "2026-02-30T25:61:61Z", "index.m3u8",
            ]
        ) { bytes, _ in
            let segment = try segment.get()
            try inspect(MeasuredFolder(["index.m3u8": bytes, "0.ts": segment, "0.m4s": segment]), "index.m3u8")
        }
    }

    private static let segment = Result { try muxed(TSMuxer(), milliseconds: 200) }

    /// Boxes alone, as the reader gives them to others.
    private static func movie() -> FuzzTarget {
        FuzzTarget(
            name: "mp4 boxes", samples: { [try muxed(MP4Muxer()), try muxed(MP4Muxer(), isFinished: false)] },
            dictionary: boxes
        ) { bytes, _ in
            let source = MeasuredSource(ByteBuffer(bytes: bytes))
            let file = MP4File(source)
            try source.check()
            let samples = file.tracks.reduce(0) { $0 + $1.samples.count }
            // A sample without bytes costs none in the file: what `stsz` says of them has a limit of its own.
            try FuzzFinding.require(samples <= 64 * bytes.count + 1_024, "\(samples) samples of \(bytes.count) bytes")
            for track in file.tracks {
                for sample in track.samples.prefix(64) {
                    _ = (track.decodeTime(of: sample, in: file), track.presentationTime(of: sample, in: file))
                }
            }
        }
    }

    private static func inspect(_ folder: MeasuredFolder, _ name: String) throws {
        let frames = Mutex(0)
        let report = try? FileInspector(folder: folder) { packet in
            frames.withLock { $0 += 1 }
            _ = packet.payload.readableBytes
        }.inspect(name)
        try folder.check()
        let count = frames.withLock { $0 }
        try FuzzFinding.require(count <= 64 * folder.byteCount + 1_024, "\(count) frames of \(folder.byteCount) bytes")
        guard let report else { return }
        try FuzzFinding.require(
            report.faults.count <= 100 && report.remarks.count <= 100 && report.gaps.count <= 100, "too many findings")
        _ = (report.duration, report.isFaultless)
    }

    // MARK: Samples of our own making

    private static func muxed<M: Muxer>(
        _ muxer: M, kinds: Set<MediaKind> = [.video, .audio], milliseconds: Int64 = 400, isFinished: Bool = true
    ) throws -> [UInt8] {
        var (muxer, bytes) = (muxer, ByteBuffer())
        try muxer.start(tracks: Programme.tracks(kinds), origin: .zero, into: &bytes)
        var programme = Programme(kinds: kinds)
        while let packet = programme.next(until: .milliseconds(isFinished ? milliseconds : 1_400)) {
            try muxer.write(packet, into: &bytes)
        }
        if isFinished {
            for patch in try muxer.finish(into: &bytes) { bytes.setBuffer(patch.bytes, at: Int(patch.offset)) }
        }
        return Array(bytes.readableBytesView)
    }

    private static func fragment() throws -> [UInt8] {
        var (muxer, bytes) = (FragmentedMuxer(), ByteBuffer())
        try muxer.start(tracks: Programme.tracks([.video, .audio]), origin: .zero, into: &bytes)
        var programme = Programme(kinds: [.video, .audio])
        while let packet = programme.next(until: .milliseconds(400)) { try muxer.write(packet, into: &bytes) }
        _ = muxer.finish(into: &bytes)
        return Array(muxer.initialization.readableBytesView) + Array(bytes.readableBytesView)
    }

    private static func mp3() throws -> [UInt8] {
        var (muxer, bytes) = (MP3Muxer(), ByteBuffer())
        try muxer.start(tracks: [Programme.mp3()], origin: .zero, into: &bytes)
        for index in 0..<8 as Range<Int64> {
            try muxer.write(
                MediaPacket(
                    kind: .audio, decodeTime: .milliseconds(index * 24), isKeyframe: true, payload: Programme.mp3Frame),
                into: &bytes)
        }
        for patch in try muxer.finish(into: &bytes) { bytes.setBuffer(patch.bytes, at: Int(patch.offset)) }
        return Array(bytes.readableBytesView)
    }
}
