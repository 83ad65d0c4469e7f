// SPDX-License-Identifier: Apache-2.0

import FLV
import HLS
import Inspection
import MP4
import MPEGTS
import Media
import NIOCore

/// A folder in memory, one file of which is to be inspected.
struct TestFiles: FileSource {
    var files: [String: ByteBuffer]
    /// The file to begin with.
    var name: String

    init(_ name: String, _ files: [String: ByteBuffer]) {
        (self.name, self.files) = (name, files)
    }

    init(_ bytes: ByteBuffer) {
        self.init("file", ["file": bytes])
    }

    /// The bytes of the file to begin with.
    var bytes: ByteBuffer {
        get { files[name] ?? ByteBuffer() }
        set { files[name] = newValue }
    }

    func open(_ name: String) -> (any ByteSource)? { files[name] }

    func inspect(visit: @escaping (InspectedPacket) -> Void = { _ in }) throws -> InspectionReport {
        try FileInspector(folder: self, visit: visit).inspect(name)
    }

    /// All packets, and what is found.
    func packets() throws -> (packets: [InspectedPacket], report: InspectionReport) {
        var packets: [InspectedPacket] = []
        let report = try inspect { packets.append($0) }
        return (packets, report)
    }
}

extension TestFiles {
    /// An FLV file as `FLVMuxer` writes it.
    static func flv(
        _ packets: [MediaPacket] = Samples.recording(milliseconds: 3_000), tracks: [Track]? = nil
    ) throws -> TestFiles {
        var muxer = FLVMuxer(indexCapacity: 8)
        var bytes = ByteBuffer()
        try muxer.start(tracks: tracks ?? [Samples.video(), Samples.audio()], origin: .zero, into: &bytes)
        for packet in packets { try muxer.write(packet, into: &bytes) }
        let patches = try muxer.finish(into: &bytes)
        for patch in patches { bytes.setBuffer(patch.bytes, at: Int(patch.offset)) }
        return TestFiles(bytes)
    }

    /// One segment as `TSMuxer` writes it.
    static func transportStream(
        _ packets: [MediaPacket] = Samples.recording(milliseconds: 1_500)
    ) throws -> TestFiles {
        var muxer = TSMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [Samples.video(), Samples.audio()], origin: .zero, into: &bytes)
        for packet in packets { try muxer.write(packet, into: &bytes) }
        _ = try muxer.finish(into: &bytes)
        return TestFiles(bytes)
    }

    /// A recording as `HLSPackager` writes it, in segments of two seconds; video changes at `change`.
    static func hls(
        _ packets: [MediaPacket] = Samples.recording(milliseconds: 7_000), change: MediaTime? = nil
    ) throws -> TestFiles {
        var packager = HLSPackager(muxer: TSMuxer(), targetDuration: .seconds(2)) { _, _ in "title" }
        var batch = FileBatch()
        let wall = WallTime.seconds(1_795_403_400)
        try packager.start(
            tracks: [Samples.video(), Samples.audio()], origin: .zero, wall: wall, into: &batch)
        var isChanged = false
        for packet in packets {
            if let change, packet.decodeTime >= change, !isChanged {
                isChanged = true
                try packager.change(Samples.video(isSmall: false), into: &batch)
            }
            _ = try packager.write(
                packet, arrived: wall.advanced(by: packet.decodeTime), isDiscontinuous: false, into: &batch)
        }
        let last = packets.map(\.decodeTime).max() ?? .zero
        _ = try packager.finish(end: last + MediaTime(nanoseconds: 23_220_000), into: &batch)
        var (files, current): ([String: ByteBuffer], ByteBuffer) = ([:], ByteBuffer())
        for operation in batch.take() {
            switch operation {
            case .open: current = ByteBuffer()
            case .append(let bytes): current.writeImmutableBuffer(bytes)
            case .seal(let name, _): files[name] = current
            case .replace(let name, let contents): files[name] = contents
            case .note: break
            case .patch, .assemble, .adopt, .synchronize, .journal, .remark: throw NotFound()
            }
        }
        return TestFiles("index.m3u8", files)
    }

    /// Two segments of a second, one minute apart, and no word of it in the list.
    static func jump() throws -> TestFiles {
        var muxer = TSMuxer()
        var files: [String: ByteBuffer] = [:]
        for (name, start) in [("0.ts", 0), ("1.ts", 60_000)] as [(String, Int64)] {
            var bytes = ByteBuffer()
            try muxer.start(tracks: [Samples.video(), Samples.audio()], origin: .zero, into: &bytes)
            for packet in Samples.recording(milliseconds: 1_000, from: start) { try muxer.write(packet, into: &bytes) }
            files[name] = bytes
        }
        files["list"] = ByteBuffer(
            string: """
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:1
                #EXTINF:1.0,
                0.ts
                #EXT-X-DISCONTINUITY
                #EXTINF:1.0,
                1.ts
                #EXT-X-ENDLIST

                """)
        return TestFiles("list", files)
    }

    /// Frames of AAC, each behind its header.
    static func adts(count: Int = 20) throws -> TestFiles {
        guard case .aac(let configuration) = try Samples.audio().configuration else { return TestFiles(ByteBuffer()) }
        var bytes = ByteBuffer()
        for index in 0..<count {
            let payload = ByteBuffer(string: "frame \(index)")
            try ADTSHeader.write(config: configuration, payloadLength: payload.readableBytes, into: &bytes)
            bytes.writeImmutableBuffer(payload)
        }
        return TestFiles(bytes)
    }
}

extension TestFiles {
    /// A sealed MP4 file as `MP4Muxer` writes it.
    static func mp4(_ packets: [MediaPacket] = Samples.recording(milliseconds: 3_000)) throws -> TestFiles {
        var muxer = MP4Muxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [Samples.video(), Samples.audio()], origin: .zero, into: &bytes)
        for packet in packets { try muxer.write(packet, into: &bytes) }
        for patch in muxer.finish(into: &bytes) { bytes.setBuffer(patch.bytes, at: Int(patch.offset)) }
        return TestFiles(bytes)
    }

    /// Three fragmented segments of a second each behind one EXT-X-MAP.
    static func fragments() throws -> TestFiles {
        var muxer = FragmentedMuxer()
        var (files, lines): ([String: ByteBuffer], String) = ([:], "")
        let tracks = [try Samples.video(), try Samples.audio()]
        for index in 0..<3 as Range<Int64> {
            var bytes = ByteBuffer()
            try muxer.start(tracks: tracks, origin: .zero, into: &bytes)
            for packet in Samples.recording(milliseconds: 1_000, from: index * 1_000) {
                try muxer.write(packet, into: &bytes)
            }
            _ = muxer.finish(into: &bytes)
            files["\(index).m4s"] = bytes
            lines += "#EXTINF:1.000,\n\(index).m4s\n"
        }
        files["init.mp4"] = muxer.initialization
        files["list"] = ByteBuffer(
            string: """
                #EXTM3U
                #EXT-X-VERSION:6
                #EXT-X-TARGETDURATION:1
                #EXT-X-PLAYLIST-TYPE:VOD
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-MAP:URI="init.mp4"
                \(lines)#EXT-X-ENDLIST

                """)
        return TestFiles("list", files)
    }

    /// Frames of MPEG-1, 128 kbit/s and 44.1 kHz behind one with the tag of LAME, between tags of ID3.
    static func mp3(count: Int = 10) -> TestFiles {
        let length = 417
        func frame(_ content: ByteBuffer) -> ByteBuffer {
            var frame = ByteBuffer(bytes: [0xFF, 0xFB, 0x90, 0x64])
            frame.writeImmutableBuffer(content)
            frame.writeRepeatingByte(0, count: length - frame.readableBytes)
            return frame
        }
        var tag = ByteBuffer(repeating: 0, count: 32)
        tag.writeString("Xing")
        tag.writeMultipleIntegers(3 as UInt32, UInt32(count), UInt32(length * (count + 1)))
        tag.writeString("LAME3.100")
        var first = frame(tag)
        // 34 bytes of LAME's part stand before the checksum.
        let end = 4 + tag.readableBytes - 9 + 34
        first.setInteger(crc16(first.readableBytesView.prefix(end)), at: end)
        var bytes = ByteBuffer(bytes: [0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 2])
        bytes.writeRepeatingByte(0, count: 130)
        bytes.writeImmutableBuffer(first)
        for index in 0..<count {
            var content = ByteBuffer(repeating: 0, count: 32)
            content.writeString("frame \(index)")
            bytes.writeImmutableBuffer(frame(content))
        }
        bytes.writeString("TAG")
        bytes.writeRepeatingByte(0x20, count: 125)
        return TestFiles(bytes)
    }

    /// CRC-16/ARC, most significant bit first over mirrored bits: another way than the reader's.
    private static func crc16(_ bytes: some Sequence<UInt8>) -> UInt16 {
        func mirrored<Number: FixedWidthInteger>(_ number: Number) -> Number {
            (0..<Number.bitWidth).reduce(0) { $0 << 1 | number >> $1 & 1 }
        }
        let remainder = bytes.reduce(0 as UInt16) { remainder, byte in
            (0..<8).reduce(remainder ^ UInt16(mirrored(byte)) << 8) { value, _ in
                value & 0x8000 != 0 ? value << 1 ^ 0x8005 : value << 1
            }
        }
        return mirrored(remainder)
    }
}

// MARK: Corruption

struct NotFound: Error {}

extension ByteBuffer {
    /// Where some bytes stand for the first time.
    func place(of pattern: [UInt8], after start: Int = 0) throws -> Int {
        let view = Array(self.readableBytesView)
        guard view.count >= pattern.count,
            let place = (start...view.count - pattern.count).first(where: { view[$0...].starts(with: pattern) })
        else { throw NotFound() }
        return place
    }

    /// Where some bytes stand for the last time.
    func lastPlace(of pattern: [UInt8]) throws -> Int {
        var place = try self.place(of: pattern)
        while let next = try? self.place(of: pattern, after: place + 1) { place = next }
        return place
    }

    /// Writes a property of onMetaData over.
    mutating func setNumber(_ number: Double, of property: String) throws {
        let place = try self.place(of: Array(property.utf8)) + property.utf8.count + 1
        self.setInteger(number.bitPattern, at: place)
    }

    mutating func replace(_ text: String, with other: String) throws {
        let string = String(buffer: self)
        guard string.contains(text) else { throw NotFound() }
        self = ByteBuffer(string: string.replacing(text, with: other, maxReplacements: 1))
    }

    mutating func change(at index: Int, _ change: (UInt8) -> UInt8) throws {
        guard let byte = self.getInteger(at: index, as: UInt8.self) else { throw NotFound() }
        self.setInteger(change(byte), at: index)
    }
}
