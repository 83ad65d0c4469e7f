// SPDX-License-Identifier: Apache-2.0

package import NIOCore

extension CodecConfiguration {
    /// The configuration as bytes to keep; with ``name`` it can be read back.
    package var bytes: ByteBuffer {
        switch self {
        case .avc(let configuration): return configuration.record
        case .hevc(let configuration): return configuration.record
        case .av1(let configuration): return configuration.record
        case .vp9(let configuration):
            var bytes = configuration.record
            if let size = configuration.pictureSize {
                bytes.writeMultipleIntegers(UInt16(clamping: size.width), UInt16(clamping: size.height))
            }
            return bytes
        case .aac(let configuration): return configuration.bytes
        case .mp3(let configuration): return configuration.frameHeader
        case .opus(let configuration): return configuration.head
        case .flac(let configuration): return configuration.streamInfo
        case .ac3(let configuration): return configuration.record
        case .eac3(let configuration): return configuration.record
        case .g711(let configuration): return ByteBuffer(integer: UInt8(clamping: configuration.channelCount))
        }
    }

    /// Reads what ``bytes`` made; nil when no codec has that name.
    package init?(name: String, bytes: ByteBuffer) throws(CodecError) {
        switch name {
        case "h264": self = .avc(try AVCDecoderConfiguration(record: bytes))
        case "hevc": self = .hevc(try HEVCDecoderConfiguration(record: bytes))
        case "av1": self = .av1(try AV1CodecConfiguration(record: bytes))
        case "vp9": self = .vp9(try VP9CodecConfiguration(bytes: bytes))
        case "aac": self = .aac(try AudioSpecificConfig(bytes: bytes))
        case "mp3": self = .mp3(try MPEGAudioConfiguration(frame: bytes))
        case "opus": self = .opus(try OpusConfiguration(head: bytes))
        case "flac": self = .flac(try FLACConfiguration(streamInfo: bytes))
        case "ac3": self = .ac3(try AC3Configuration(record: bytes))
        case "eac3": self = .eac3(try EAC3Configuration(record: bytes))
        case "pcm_alaw": self = .g711(try G711Configuration(law: .aLaw, bytes: bytes))
        case "pcm_mulaw": self = .g711(try G711Configuration(law: .muLaw, bytes: bytes))
        case _: return nil
        }
    }
}

extension VP9CodecConfiguration {
    fileprivate init(bytes: ByteBuffer) throws(CodecError) {
        var rest = bytes
        guard let record = rest.readSlice(length: 8) else { throw .truncated }
        try self.init(record: record)
        guard let (width, height) = rest.readMultipleIntegers(as: (UInt16, UInt16).self) else { return }
        guard width > 0, height > 0 else { throw .invalid(field: "pictureSize") }
        pictureSize = PictureSize(width: Int(width), height: Int(height))
    }
}

extension G711Configuration {
    fileprivate init(law: Law, bytes: ByteBuffer) throws(CodecError) {
        guard let channels = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { throw .truncated }
        try self.init(law: law, channelCount: Int(channels))
    }
}
