// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

extension MP4File.Description {
    /// Reads a sample entry (ISO/IEC 14496-12, 8.5.2) and the configuration in it.
    init(_ entry: Box) throws(MP4Fault) {
        var box = entry
        self.init(format: entry.type)
        switch entry.type {
        case "avc1", "avc3", "hvc1", "hev1", "av01", "vp09":
            try box.skip(24)
            let (width, height): (UInt16, UInt16) = (try box.read(), try box.read())
            if width > 0, height > 0 { size = PictureSize(width: Int(width), height: Int(height)) }
            try box.skip(50)
        case "mp4a", "Opus", "fLaC", "ac-3", "ec-3":
            try box.skip(16)
            channelCount = Int(try box.read(UInt16.self))
            try box.skip(6)
            sampleRate = Int(try box.read(UInt32.self) >> 16)
        case _:
            return
        }
        let children = try box.children()
        do {
            configuration = try Self.configuration(of: box, children, size: size)
        } catch let fault as MP4Fault {
            throw fault
        } catch {
            throw box.invalid("configuration")
        }
    }

    private static func configuration(
        of entry: Box, _ children: [Box], size: PictureSize?
    ) throws -> CodecConfiguration? {
        switch entry.type {
        case "avc1", "avc3":
            return .avc(try AVCDecoderConfiguration(record: entry.required("avcC", of: children).remaining))
        case "hvc1", "hev1":
            return .hevc(try HEVCDecoderConfiguration(record: entry.required("hvcC", of: children).remaining))
        case "av01":
            return .av1(try AV1CodecConfiguration(record: entry.required("av1C", of: children).remaining))
        case "vp09":
            var box = try entry.required("vpcC", of: children)
            _ = try box.readVersion(upTo: 1)
            return .vp9(try VP9CodecConfiguration(record: box.remaining, pictureSize: size))
        case "mp4a":
            return try audioSpecificConfig(of: entry.required("esds", of: children)).map { .aac($0) }
        case "Opus":
            return .opus(try opusConfiguration(of: entry.required("dOps", of: children)))
        case "fLaC":
            var box = try entry.required("dfLa", of: children)
            _ = try box.readVersion()
            guard try box.read(UInt32.self) & 0x7FFF_FFFF == UInt32(FLACConfiguration.length) else {
                throw box.invalid("metadata block")
            }
            return .flac(try FLACConfiguration(streamInfo: box.remaining))
        case "ac-3":
            return .ac3(try AC3Configuration(record: entry.required("dac3", of: children).remaining))
        case "ec-3":
            return .eac3(try EAC3Configuration(record: entry.required("dec3", of: children).remaining))
        case _:
            return nil
        }
    }

    /// The configuration in `esds` (ISO/IEC 14496-14, 5.6); nil of MP3, which has none.
    private static func audioSpecificConfig(of esds: Box) throws -> AudioSpecificConfig? {
        var box = esds
        _ = try box.readVersion()
        var bytes = box.remaining
        guard var stream = bytes.readDescriptor(tag: 0x03), bytes.readableBytes == 0,
            let (_, flags) = stream.readMultipleIntegers(as: (UInt16, UInt8).self), flags & 0xE0 == 0,
            var decoder = stream.readDescriptor(tag: 0x04),
            let (type, _) = decoder.readMultipleIntegers(as: (UInt8, UInt8).self),
            decoder.readSlice(length: 11) != nil
        else { throw esds.invalid("ES_Descriptor") }
        guard let info = decoder.readDescriptor(tag: 0x05) else {
            guard type == 0x6B || type == 0x69 else { throw esds.invalid("DecoderSpecificInfo") }
            return nil
        }
        guard type == 0x40 else { throw esds.invalid("objectTypeIndication") }
        return try AudioSpecificConfig(bytes: info)
    }

    /// The OpusHead that a `dOps` was made of.
    private static func opusConfiguration(of dops: Box) throws -> OpusConfiguration {
        var box = dops
        guard try box.read(UInt8.self) == 0 else { throw box.invalid("Version") }
        var head = ByteBuffer(string: "OpusHead")
        head.writeMultipleIntegers(1 as UInt8, try box.read(UInt8.self))
        head.writeMultipleIntegers(
            try box.read(UInt16.self), try box.read(UInt32.self), try box.read(UInt16.self), endianness: .little)
        head.writeImmutableBuffer(box.remaining)
        return try OpusConfiguration(head: head)
    }
}

extension ByteBuffer {
    /// Reads a descriptor (ISO/IEC 14496-1, 8.3.3); nil when it isn't the one or isn't whole.
    fileprivate mutating func readDescriptor(tag: UInt8) -> ByteBuffer? {
        guard self.readInteger(as: UInt8.self) == tag else { return nil }
        var length = 0
        for _ in 0..<4 {
            guard let byte = self.readInteger(as: UInt8.self) else { return nil }
            length = length << 7 | Int(byte & 0x7F)
            if byte < 0x80 { return self.readSlice(length: length) }
        }
        return nil
    }
}
