// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension FragmentedMuxer {
    package static func resume(_ segment: any ByteSource, _ history: SegmentHistory) -> ResumedSegment? { nil }
}
