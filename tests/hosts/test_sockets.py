"""The kernel's list of TCP connections as rows."""

from socketlab.hosts.sockets import SocketRow, parse_sockets

TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0B00007F:9A4D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 61111
   1: 0242C612:C357 0342C612:9C40 01 00000000:00000000 00:00000000 00000000     0        0 61112
   2: 0242C612:C357 0342C612:9C41 08 00000000:00000000 00:00000000 00000000     0        0 61113
  sl  local_address                         remote_address                        st tx_queue rx_queue
  10: 00000000000000000000000000000000:C357 00000000000000000000000000000000:0000 0A 00000000:00000000
  11: 0000000000000000FFFF00000242C612:C357 0000000000000000FFFF00000342C612:9C42 0C 00000000:00000000
  12: 0242C612:C357 0342C612:9C43 7F 00000000:00000000
  13: 0242C612:ZZZZ 0342C612:9C43 01 00000000:00000000
  14: 0242C612:C357
"""


def test_each_line_is_a_row_but_those_of_the_engines_name_server() -> None:
    assert parse_sockets(TABLE) == (
        SocketRow(state="ESTABLISHED", port=50007, peer_port=40000),
        SocketRow(state="CLOSE_WAIT", port=50007, peer_port=40001),
        SocketRow(state="LISTEN", port=50007, peer_port=0),
        SocketRow(state="SYN_RECV", port=50007, peer_port=40002),
    )
