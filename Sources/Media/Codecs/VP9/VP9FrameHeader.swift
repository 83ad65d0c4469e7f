// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// The start of a VP9 frame (VP9 Bitstream & Decoding Process Specification, 6.2).
package struct VP9FrameHeader: Hashable, Sendable {
    /// The size of a key frame's picture; nil for any other frame.
    package let keyframeSize: PictureSize?

    /// Reads the header of a frame, or of the first frame of a superframe.
    package init(_ frame: ByteBuffer) throws(CodecError) {
        var bits = BitReader(frame)
        guard try bits.readBits(2) == 2 else { throw .invalid(field: "frame_marker") }
        let profile = try (bits.readFlag() ? 1 : 0) | (bits.readFlag() ? 2 : 0)
        if profile == 3 { try bits.skip(1) }  // reserved_zero
        guard try !bits.readFlag(), try !bits.readFlag() else {  // show_existing_frame, frame_type
            keyframeSize = nil
            return
        }
        try bits.skip(2)  // show_frame, error_resilient_mode
        guard try bits.readBits(24) == 0x498342 else { throw .invalid(field: "frame_sync_code") }
        if profile >= 2 { try bits.skip(1) }  // ten_or_twelve_bit
        let isRGB = try bits.readBits(3) == 7  // color_space
        if !isRGB { try bits.skip(1) }  // color_range
        if profile & 1 == 1 { try bits.skip(isRGB ? 1 : 3) }  // subsampling_x and _y, reserved_zero
        let (width, height) = (Int(try bits.readBits(16)) + 1, Int(try bits.readBits(16)) + 1)
        guard width < 65_536, height < 65_536 else { throw .invalid(field: "frame_width_minus_1") }
        keyframeSize = PictureSize(width: width, height: height)
    }
}
