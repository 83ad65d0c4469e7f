// SPDX-License-Identifier: Apache-2.0

/// Pixels of a picture as it is shown, after cropping; each 1 to 65,535.
package struct PictureSize: Hashable, Sendable {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}
