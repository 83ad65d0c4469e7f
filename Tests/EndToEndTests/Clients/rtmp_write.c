// SPDX-License-Identifier: Apache-2.0
// Pushes an FLV file through rtmpdump's librtmp, whose command can only pull: rtmp_write FILE URL
#include <librtmp/rtmp.h>
#include <stdio.h>

static int fail(const char *what)
{
    fprintf(stderr, "rtmp_write: %s\n", what);
    return 1;
}

int main(int count, char **arguments)
{
    if (count != 3)
        return fail("expected FILE URL");
    FILE *file = fopen(arguments[1], "rb");
    if (!file)
        return fail("cannot read the file");

    RTMP *rtmp = RTMP_Alloc();
    RTMP_Init(rtmp);
    if (!RTMP_SetupURL(rtmp, arguments[2]))
        return fail("bad URL");
    RTMP_EnableWrite(rtmp);
    if (!RTMP_Connect(rtmp, NULL))
        return fail("not connected");
    if (!RTMP_ConnectStream(rtmp, 0))
        return fail("not accepted");

    char bytes[4096];
    size_t length;
    while ((length = fread(bytes, 1, sizeof bytes, file)) > 0)
        if (RTMP_Write(rtmp, bytes, (int)length) <= 0)
            return fail("not written");

    RTMP_Close(rtmp);
    RTMP_Free(rtmp);
    fclose(file);
    return 0;
}
