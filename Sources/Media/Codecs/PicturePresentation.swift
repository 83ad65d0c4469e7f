// SPDX-License-Identifier: Apache-2.0

/// How decoded pictures are meant to be shown: what begins the usability information of H.264 (ITU-T H.264,
/// E.1.1) and in the same form that of H.265 (E.2.1).
package struct PicturePresentation: Hashable, Sendable {
    /// The width of a sample by its height.
    package struct AspectRatio: Hashable, Sendable {
        package var width: Int
        package var height: Int
    }

    /// Codes of ISO/IEC 23091-2; 2 leaves it open.
    package struct Colour: Hashable, Sendable {
        package var primaries: UInt8 = 2
        package var transfer: UInt8 = 2
        package var matrix: UInt8 = 2
        /// Whether samples use all values that their bits have.
        package var isFullRange = false
    }

    /// Nil where it isn't told.
    package var aspectRatio: AspectRatio?
    /// Nil where it isn't told.
    package var colour: Colour?

    /// The ratios by aspect_ratio_idc from 1 on (table E-1).
    fileprivate static let ratios = [
        (1, 1), (12, 11), (10, 11), (16, 11), (40, 33), (24, 11), (20, 11), (32, 11), (80, 33), (18, 11), (15, 11),
        (64, 33), (160, 99), (4, 3), (3, 2), (2, 1),
    ]
    fileprivate static let extendedRatio: UInt32 = 255
}

extension BitReader {
    /// Reads what stands after vui_parameters_present_flag, up to chroma_loc_info_present_flag.
    mutating func readPicturePresentation() throws(CodecError) -> PicturePresentation {
        var presentation = PicturePresentation()
        if try readFlag() {  // aspect_ratio_info_present_flag
            let code = try readBits(8)
            if code == PicturePresentation.extendedRatio {
                let (width, height) = (Int(try readBits(16)), Int(try readBits(16)))
                // 0 leaves it open.
                if width > 0, height > 0 { presentation.aspectRatio = .init(width: width, height: height) }
            } else if PicturePresentation.ratios.indices.contains(Int(code) - 1) {
                let (width, height) = PicturePresentation.ratios[Int(code) - 1]
                presentation.aspectRatio = .init(width: width, height: height)
            }
        }
        if try readFlag() { try skip(1) }  // overscan_appropriate_flag
        if try readFlag() {  // video_signal_type_present_flag
            try skip(3)  // video_format
            var colour = PicturePresentation.Colour()
            colour.isFullRange = try readFlag()
            if try readFlag() {
                colour.primaries = UInt8(truncatingIfNeeded: try readBits(8))
                colour.transfer = UInt8(truncatingIfNeeded: try readBits(8))
                colour.matrix = UInt8(truncatingIfNeeded: try readBits(8))
            }
            if colour != PicturePresentation.Colour() { presentation.colour = colour }
        }
        return presentation
    }
}
