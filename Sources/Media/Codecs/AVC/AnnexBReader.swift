// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Walks the NAL units of a byte stream with start codes (ITU-T H.264, annex B); the units are slices of it.
package struct AnnexBReader: Sendable {
    private var stream: ByteBuffer

    /// Reads a stream that begins with a start code; what stands before the first one is passed over.
    package init(stream: ByteBuffer) {
        self.stream = stream
        self.stream.moveReaderIndex(to: nextStartCode)
    }

    /// Whether the bytes begin with a start code of three or four bytes.
    package static func beginsWithStartCode(_ bytes: ByteBuffer) -> Bool {
        let view = bytes.readableBytesView
        return view.starts(with: [0, 0, 1]) || view.starts(with: [0, 0, 0, 1])
    }

    /// The next unit, empty ones passed over; nil at the end.
    package mutating func next() -> NALUnit? {
        while stream.readableBytes > 3 {
            stream.moveReaderIndex(forwardBy: 3)
            let startCode = nextStartCode
            // Zeros between a unit and the next start code belong to neither (B.1.1).
            var end = startCode
            while end > stream.readerIndex, stream.getInteger(at: end - 1, as: UInt8.self) == 0 { end -= 1 }
            let bytes = stream.getSlice(at: stream.readerIndex, length: end - stream.readerIndex)
            stream.moveReaderIndex(to: startCode)
            if let unit = bytes.flatMap(NALUnit.init) { return unit }
        }
        return nil
    }

    /// Where the next 00 00 01 stands; the end of the stream if nowhere.
    private var nextStartCode: Int {
        var zeros = 0
        for (index, byte) in zip(stream.readerIndex..., stream.readableBytesView) {
            if byte == 1, zeros >= 2 { return index - 2 }
            zeros = byte == 0 ? zeros + 1 : 0
        }
        return stream.writerIndex
    }
}
