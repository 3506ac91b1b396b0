"""`python -m storyreel_gateway.projection`: rebuild the projection from Postgres."""

from storyreel_gateway.rebuild import main

if __name__ == "__main__":
    main()
