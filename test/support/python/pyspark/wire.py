import struct


class Wire:
    def __init__(self, sock):
        self.file = sock.makefile("rwb")

    def bytes(self, size):
        data = self.file.read(size)
        if len(data) < size:
            raise EOFError
        return data

    def int(self):
        return struct.unpack("!i", self.bytes(4))[0]

    def long(self):
        return struct.unpack("!q", self.bytes(8))[0]

    def text(self):
        return self.bytes(self.int()).decode()

    def write_int(self, value):
        self.file.write(struct.pack("!i", value))

    def write_text(self, value):
        data = value.encode()
        self.write_int(len(data))
        self.file.write(data)

    def flush(self):
        self.file.flush()
